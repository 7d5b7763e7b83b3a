import type { ClassInfo } from "../../core/image/labelMap.ts";
import { tellingWords } from "../../state/tellingWords.ts";
import { cividisTable } from "../canvas/colors.ts";
import { formatInteger, formatShare } from "../format.ts";
import classes from "./search.module.css";

const SHADES = cividisTable();

/** Rows are the truth, columns the prediction; a cell's colour and number are its share of the row. */
export function ConfusionTable({
  counts,
  classInfos,
}: {
  readonly counts: readonly number[];
  readonly classInfos: readonly ClassInfo[];
}) {
  const size = classInfos.length;
  const heads = tellingWords(classInfos.map(({ name }) => name));
  return (
    <table className={classes.confusion} aria-label="Confusion matrix, rows are the truth">
      <thead>
        <tr>
          <td />
          {classInfos.map(({ name }, index) => (
            <th key={name} scope="col" aria-label={name} title={`Predicted ${name}`}>
              {heads[index]}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {classInfos.map(({ name }, row) => {
          const total = counts.slice(row * size, (row + 1) * size).reduce((sum, count) => sum + count, 0);
          return (
            <tr key={name}>
              <th scope="row">{name}</th>
              {classInfos.map((other, column) => {
                const count = counts[row * size + column] ?? 0;
                const share = total > 0 ? count / total : 0;
                const [r, g, b] = SHADES[Math.round(share * 255)]!;
                return (
                  <td
                    key={other.name}
                    title={`${name} seen as ${other.name}: ${formatInteger(count)} px, ${formatShare(share)}`}
                    style={{ background: `rgb(${r} ${g} ${b})`, color: share > 0.55 ? "#171717" : "#f2f2f2" }}
                  >
                    {share >= 0.005 ? Math.round(share * 100) : ""}
                  </td>
                );
              })}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
