/** Points of a curve by what they may be held against. */
export interface ComparablePoints<P> {
  /** Those that are drawn as a line: of the part that is scored while training goes on; of the whole where no part is. */
  readonly line: readonly P[];
  /** Of the whole validation part, where those in between are of a part of it. */
  readonly dots: readonly P[];
}

/** Tells points that are of all validation voxels from those of a share of them (0 … 1), which score otherwise by what they leave out. */
export function comparablePoints<P extends { readonly share?: number }>(points: readonly P[]): ComparablePoints<P> {
  const [whole, part] = [
    points.filter(({ share }) => share === undefined),
    points.filter(({ share }) => share !== undefined),
  ];
  return part.length > 0 ? { line: part, dots: whole } : { line: whole, dots: [] };
}

/** What lines and dots of such curves are: "Lines: 12 % of the validation part; dots: all of it". Null where all points are of the whole. */
export function sharesText(points: readonly { readonly share?: number }[]): string | null {
  const shares = points.flatMap(({ share }) => share ?? []);
  if (shares.length === 0) return null;
  const percent = (share: number) => Math.max(1, Math.round(100 * share));
  const [least, most] = shares.reduce(([low, high], share) => [Math.min(low, share), Math.max(high, share)], [1, 0]);
  const range = percent(least) === percent(most) ? percent(least) : `${percent(least)} to ${percent(most)}`;
  return `Lines: ${range} % of the validation part; dots: all of it`;
}
