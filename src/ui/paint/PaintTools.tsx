import { Tooltip } from "@mantine/core";
import {
  BookCopy,
  Brush,
  Check,
  Eraser,
  Layers2,
  PaintBucket,
  Pentagon,
  Pipette,
  Redo2,
  Undo2,
  type LucideIcon,
} from "lucide-react";
import type { PaintTool } from "../../state/painting/paintTools.ts";
import { MODIFIER } from "../keys/modifier.ts";
import { useStudio } from "../studioContext.ts";
import classes from "./paint.module.css";

interface ToolLook {
  readonly tool: PaintTool;
  readonly label: string;
  readonly cap: string;
  readonly Icon: LucideIcon;
}

const ACCEPT: ToolLook = { tool: "accept", label: "Accept what is proposed", cap: "A", Icon: Check };
const TOOLS: readonly ToolLook[] = [
  { tool: "brush", label: "Brush", cap: "B", Icon: Brush },
  { tool: "eraser", label: "Eraser", cap: "E", Icon: Eraser },
  { tool: "polygon", label: "Polygon", cap: "P", Icon: Pentagon },
  { tool: "fill", label: "Fill", cap: "F", Icon: PaintBucket },
  { tool: "pick", label: "Pick a class", cap: "I", Icon: Pipette },
];

/** Tools and what is done at once, each over its key. */
export function PaintTools() {
  const tool = useStudio(({ paint }) => paint.tool);
  const changePaint = useStudio((state) => state.changePaint);
  const depth = useStudio(({ data }) => data?.image?.shape[0] ?? 1);
  const canUndo = useStudio(({ data }) => (data?.painting?.done.length ?? 0) > 0);
  const canRedo = useStudio(({ data }) => (data?.painting?.undone.length ?? 0) > 0);
  const fillBetween = useStudio((state) => state.fillBetween);
  const copyBefore = useStudio((state) => state.copyBefore);
  const undoPaint = useStudio((state) => state.undoPaint);
  const redoPaint = useStudio((state) => state.redoPaint);
  const isCorrecting = useStudio(({ data }) => Boolean(data?.correction));
  return (
    <div className={classes.tools} role="toolbar" aria-orientation="vertical" aria-label="Paint tools">
      {(isCorrecting ? [ACCEPT, ...TOOLS] : TOOLS).map(({ tool: each, label, cap, Icon }) => (
        <ToolButton
          key={each}
          label={label}
          cap={cap}
          Icon={Icon}
          isPressed={each === tool}
          onClick={() => changePaint({ tool: each })}
        />
      ))}
      {depth > 1 && (
        <>
          <span className={classes.toolRule} />
          <ToolButton label="Fill slices between" cap="G" Icon={Layers2} onClick={() => void fillBetween()} />
          <ToolButton label="Copy from the slice before" cap="C" Icon={BookCopy} onClick={() => void copyBefore()} />
        </>
      )}
      <span className={classes.toolRule} />
      <ToolButton
        label={`Take back a stroke (${MODIFIER} Z)`}
        Icon={Undo2}
        isDisabled={!canUndo}
        onClick={() => void undoPaint()}
      />
      <ToolButton
        label={`Do it again (${MODIFIER} Shift Z)`}
        Icon={Redo2}
        isDisabled={!canRedo}
        onClick={() => void redoPaint()}
      />
    </div>
  );
}

interface ToolButtonProps {
  readonly label: string;
  readonly cap?: string;
  readonly Icon: LucideIcon;
  /** Whether it is the chosen one, of those that are chosen. */
  readonly isPressed?: boolean;
  readonly isDisabled?: boolean;
  readonly onClick: () => void;
}

function ToolButton({ label, cap, Icon, isPressed, isDisabled = false, onClick }: ToolButtonProps) {
  return (
    <Tooltip label={label} position="right">
      <button
        type="button"
        className={classes.tool}
        aria-label={label}
        aria-pressed={isPressed}
        disabled={isDisabled}
        onClick={onClick}
      >
        <Icon size={16} aria-hidden />
        {cap && <kbd aria-hidden>{cap}</kbd>}
      </button>
    </Tooltip>
  );
}
