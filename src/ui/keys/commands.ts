import { createStore } from "zustand";

/** Something a user can do, by key, from the palette, or by a gesture that the sheet of shortcuts explains. */
export interface Command {
  readonly id: string;
  readonly label: string;
  /** Heading in the palette and the sheet. */
  readonly group: string;
  /** Such as "n", "Mod+k", "Shift+?", "PageUp"; several mean the same. */
  readonly keys?: readonly string[];
  /** What the status bar shows: caps and a few words. */
  readonly hint?: { readonly caps: readonly string[]; readonly text: string };
  readonly run?: () => void;
  /** For keys that act while they are held. */
  readonly hold?: (isDown: boolean) => void;
}

export interface UndoStack {
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  readonly undo: () => void;
  readonly redo: () => void;
}

interface CommandState {
  readonly sets: readonly { readonly owner: symbol; readonly commands: readonly Command[] }[];
  readonly undoStack: UndoStack | null;
  /** What is typed into the palette; letters typed while it is still opening are not lost. */
  readonly query: string;
}

/** What can be done now: rooms add their commands while they are shown. */
export const commandStore = createStore<CommandState>()(() => ({ sets: [], undoStack: null, query: "" }));

/** Adds commands; returns what takes them away again. */
export function addCommands(commands: readonly Command[]): () => void {
  const owner = Symbol("commands");
  commandStore.setState(({ sets }) => ({ sets: [...sets, { owner, commands }] }));
  return () => commandStore.setState(({ sets }) => ({ sets: sets.filter((set) => set.owner !== owner) }));
}

/** All commands; those of the room shown last come first. */
export const allCommands = ({ sets }: CommandState): readonly Command[] =>
  sets.toReversed().flatMap(({ commands }) => commands);

/** Commands under their headings, in the order in which headings first occur. */
export function commandGroups(
  commands: readonly Command[],
): readonly { readonly group: string; readonly members: readonly Command[] }[] {
  const groups = [...new Set(commands.map(({ group }) => group))];
  return groups.map((group) => ({ group, members: commands.filter((command) => command.group === group) }));
}
