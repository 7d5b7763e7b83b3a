/** One word of each name for where there is little room: the first, or the last where another name begins alike. */
export function tellingWords(names: readonly string[]): readonly string[] {
  const words = names.map((name) => name.split(/\s+/));
  return words.map((own, index) => {
    const isShared = words.some(([first], other) => other !== index && first === own[0]);
    return (isShared ? own.at(-1) : own[0])!;
  });
}
