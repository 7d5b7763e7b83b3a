import type { CorrectionRecord } from "../../../core/judging/correctionRecords.ts";
import { formatInteger } from "../../format.ts";

interface CorrectionRoundsProps {
  readonly records: readonly CorrectionRecord[];
  /** Whether there is room for what each took and came to alone. */
  readonly isShort?: boolean;
}

/** What each round of correction took, and what came of it. */
export function CorrectionRounds({ records, isShort = false }: CorrectionRoundsProps) {
  const isTimed = records.some(({ minutes }) => minutes !== undefined);
  return (
    <table className="table" aria-label="Rounds of correction">
      <thead>
        <tr>
          <th className="num">Round</th>
          <th className="num">Slices</th>
          <th className="num">Changed</th>
          {!isShort && <th className="num">Missed</th>}
          {!isShort && <th className="num">Invented</th>}
          {isTimed && <th className="num">min</th>}
          {!isShort && <th className="num">Before</th>}
          <th className="num">After</th>
        </tr>
      </thead>
      <tbody>
        {records.map((record) => (
          <tr key={record.number}>
            <td className="num">{record.number}</td>
            <td className="num">{slicesText(record)}</td>
            <td className="num">{formatInteger(record.changed)}</td>
            {!isShort && <td className="num">{formatInteger(record.missed)}</td>}
            {!isShort && <td className="num">{formatInteger(record.invented)}</td>}
            {isTimed && <td className="num">{record.minutes ?? "–"}</td>}
            {!isShort && <td className="num">{score(record.before)}</td>}
            <td className="num">{score(record.after)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export const score = (value: number | null): string => (value === null ? "–" : value.toFixed(3));

const slicesText = ({ slices: { from, to } }: CorrectionRecord): string =>
  to - from === 1 ? String(from) : `${from} to ${to - 1}`;
