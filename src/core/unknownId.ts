import { StudioError } from "./errors.ts";

/** The error for an id that nothing has: with the one that was probably meant, and all there are. */
export function unknownId(kind: string, id: string, known: readonly string[]): StudioError {
  const near = nearest(id, known);
  return new StudioError(
    "UnknownId",
    `No ${kind} "${id}"${near === null ? "" : `; did you mean "${near}"?`}${near === null ? "; known:" : " Known:"} ${known.join(", ")}`,
  );
}

/** The known word that needs fewest changes to become this one, where it needs few. */
export function nearest(word: string, known: readonly string[]): string | null {
  const most = Math.max(1, Math.floor(word.length / 3));
  const best = known
    .map((other) => ({ other, changes: changesBetween(word.toLowerCase(), other.toLowerCase()) }))
    .sort((a, b) => a.changes - b.changes)[0];
  return best && best.changes <= most ? best.other : null;
}

/** Letters to add, take away, exchange or swap with their neighbour (optimal string alignment). */
function changesBetween(one: string, other: string): number {
  const rows: number[][] = [Array.from({ length: other.length + 1 }, (_, index) => index)];
  for (let i = 1; i <= one.length; i++) {
    const row = [i];
    for (let j = 1; j <= other.length; j++) {
      const exchanged = rows[i - 1]![j - 1]! + (one[i - 1] === other[j - 1] ? 0 : 1);
      const isSwap = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      row.push(
        Math.min(rows[i - 1]![j]! + 1, row[j - 1]! + 1, exchanged, isSwap ? rows[i - 2]![j - 2]! + 1 : Infinity),
      );
    }
    rows.push(row);
  }
  return rows[one.length]![other.length]!;
}
