/** Keys as they stand on a keyboard. */
export function Caps({ caps }: { readonly caps: readonly string[] }) {
  return caps.map((cap) => <kbd key={cap}>{cap}</kbd>);
}
