import { Menu } from "@mantine/core";
import { Ellipsis, Eye, EyeOff, TriangleAlert } from "lucide-react";
import { UNLABELLED, type LabelMapping } from "../../core/image/labelMap.ts";
import { classShares, RARE_CLASS, unlabelledShare } from "../../state/classShares.ts";
import { TypedInput } from "../controls/TypedInput.tsx";
import { formatInteger, formatShare } from "../format.ts";
import { shownView } from "../../state/orthoSlice.ts";
import { hiddenSurfaces } from "../../state/surfaceSlice.ts";
import { useStudio } from "../studioContext.ts";
import { ClassEditor } from "./ClassEditor.tsx";
import { parseClassName } from "./className.ts";
import classes from "./data.module.css";

/** What each value of the label file means. */
export function ClassTable({ mapping }: { readonly mapping: LabelMapping }) {
  const shares = classShares(mapping);
  const leftOut = mapping.values.filter(({ classIndex }) => classIndex === UNLABELLED);
  return (
    <table className={`table ${classes.classTable}`} aria-label="Classes">
      <thead>
        <tr>
          <th style={{ width: 32 }}>
            <span className="visually-hidden">Change</span>
          </th>
          <th>Class</th>
          <th className="num" style={{ width: 38 }}>
            Value
          </th>
          <th className="num" style={{ width: 66 }}>
            Pixels
          </th>
          <th style={{ width: 32 }} className="wide-only">
            <span className="visually-hidden">Share</span>
          </th>
          <th style={{ width: 36 }}>
            <span className="visually-hidden">Show</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {mapping.classes.map((_, index) => (
          <ClassRow key={valueOf(mapping, index)} mapping={mapping} index={index} share={shares[index]!} />
        ))}
        {leftOut.length > 0 && (
          <UnlabelledRow share={unlabelledShare(mapping)} values={leftOut.map(({ value }) => value)} />
        )}
      </tbody>
    </table>
  );
}

/** The value by which a class is told from others: it stays with it when rows move. */
const valueOf = ({ values }: LabelMapping, index: number): number =>
  values.find(({ classIndex }) => classIndex === index)!.value;

interface ClassRowProps {
  readonly mapping: LabelMapping;
  readonly index: number;
  readonly share: number;
}

function ClassRow({ mapping, index, share }: ClassRowProps) {
  const { name, color } = mapping.classes[index]!;
  const isSelected = useStudio(({ classId }) => classId === index);
  // An eye acts on what is looked at: large classes are hidden in 3D from the start, where they would cover the others.
  const isIn3d = useStudio((state) => shownView(state) === "surfaces");
  const isHidden = useStudio((state) => (isIn3d ? hiddenSurfaces(state) : state.hiddenClasses).includes(index));
  const selectClass = useStudio((state) => state.selectClass);
  const toggleClass = useStudio((state) => (isIn3d ? state.toggleSurface : state.toggleClass));
  const editData = useStudio((state) => state.editData);
  const values = mapping.values.filter(({ classIndex }) => classIndex === index).map(({ value }) => value);
  const isPainted = color !== "none" && !isHidden;
  return (
    <tr aria-selected={isSelected} onClick={() => selectClass(index)}>
      <td>
        <ClassEditor mapping={mapping} index={index} value={values[0]!} />
      </td>
      <td>
        <TypedInput
          className={classes.name!}
          label={`Name of class ${index}`}
          held={name}
          parse={parseClassName}
          onFocus={() => selectClass(index)}
          onCommit={(next) => editData({ type: "nameClass", value: values[0]!, name: next })}
        />
      </td>
      <td className={`num t3 ${classes.values}`} title={values.join(", ")}>
        {values.map(formatInteger).join(", ")}
      </td>
      <td className="num">
        <span className={classes.share}>
          {share < RARE_CLASS && <TriangleAlert size={12} className="warn" aria-label="very rare" />}
          {formatShare(share)}
        </span>
      </td>
      <td className="wide-only">
        <svg width={26} height={8} aria-hidden>
          <rect width={26} height={8} fill="var(--raised)" />
          <rect width={Math.max(1.5, share * 26)} height={8} fill="var(--text-3)" />
        </svg>
      </td>
      <td className="num">
        <button
          type="button"
          className={classes.iconCell}
          aria-label={`${isPainted ? "Hide" : "Show"} ${name}`}
          aria-pressed={isPainted}
          disabled={color === "none"}
          onClick={() => toggleClass(index)}
        >
          {isPainted ? <Eye size={13} /> : <EyeOff size={13} />}
        </button>
      </td>
    </tr>
  );
}

function UnlabelledRow({ share, values }: { readonly share: number; readonly values: readonly number[] }) {
  const editData = useStudio((state) => state.editData);
  // What nobody painted is no class that was read wrongly.
  const isPainted = useStudio(({ data }) => data?.painting !== null);
  return (
    <tr>
      <td />
      <td className="t3">Unlabelled</td>
      <td className="num t3">{values.map(formatInteger).join(", ")}</td>
      <td className="num">{formatShare(share)}</td>
      <td className="wide-only" />
      <td className="num">
        <Menu position="bottom-end" disabled={isPainted}>
          <Menu.Target>
            <button type="button" className={classes.iconCell} aria-label="Change unlabelled values" hidden={isPainted}>
              <Ellipsis size={13} />
            </button>
          </Menu.Target>
          <Menu.Dropdown>
            {values.map((value) => (
              <Menu.Item key={value} onClick={() => void editData({ type: "makeClass", value })}>
                Make value {formatInteger(value)} a class
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      </td>
    </tr>
  );
}
