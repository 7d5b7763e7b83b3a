/** Characters that a box has room for. */
const ROOM = 14;

/** "enc/1" of "encoder/block1"; of an operation's path as much of the end as a box has room for. */
export function shortLabel(label: string, room = ROOM): string {
  const module = /^(encoder|decoder)\/block(\d+)$/.exec(label);
  if (module) return `${module[1]!.slice(0, 3)}/${module[2]!}`;
  if (label === "bottleneck/block0") return room < "bottleneck".length ? "mid" : "bottleneck";
  const [before, last] = label.split("/").slice(-2);
  return last === undefined ? before! : `${before!}/${last}`.length > room ? last : `${before!}/${last}`;
}
