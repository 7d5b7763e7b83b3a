/** The part of a keyboard event that a shortcut depends on. */
export interface Stroke {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}

/** "Mod+Shift+z" of a stroke. Shift is left out where it only makes the character, as in "?". */
export function strokeName({ key, ctrlKey, metaKey, shiftKey, altKey }: Stroke): string {
  const isCharacter = key.length === 1;
  const isLetter = isCharacter && key.toLowerCase() !== key.toUpperCase();
  const withShift = shiftKey && (!isCharacter || isLetter);
  const name = key === " " ? "Space" : isCharacter ? key.toLowerCase() : key;
  return [ctrlKey || metaKey ? "Mod" : null, altKey ? "Alt" : null, withShift ? "Shift" : null, name]
    .filter((part) => part !== null)
    .join("+");
}

export const matches = (keys: readonly string[] | undefined, stroke: Stroke): boolean =>
  keys?.includes(strokeName(stroke)) ?? false;

/** The key that "Mod" is on the keyboard of a machine, by what its browser says of itself. */
export const modifierOf = (userAgent: string): "⌘" | "Ctrl" => (/Mac|iPhone|iPad/.test(userAgent) ? "⌘" : "Ctrl");

/** The caps to draw for a shortcut: "Mod+k" is "Ctrl", "K", or on a Mac "⌘", "K". */
export function capsOf(keys: string, modifier: string): readonly string[] {
  return keys
    .split(/\+(?=.)/)
    .map((part) => (part === "Mod" ? modifier : (CAPS[part] ?? (part.length === 1 ? part.toUpperCase() : part))));
}

const CAPS: Readonly<Record<string, string>> = {
  ArrowLeft: "←",
  ArrowRight: "→",
  ArrowUp: "↑",
  ArrowDown: "↓",
  Escape: "Esc",
  PageUp: "PgUp",
  PageDown: "PgDn",
};
