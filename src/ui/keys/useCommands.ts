import { useEffect } from "react";
import { addCommands, allCommands, commandStore, type Command, type UndoStack } from "./commands.ts";
import { useStudioStore } from "../studioContext.ts";
import { matches } from "./matchKeys.ts";

/** Offers commands while the component is shown. The list must be stable (useMemo): its functions read the store when they run. */
export function useCommands(commands: readonly Command[]): void {
  useEffect(() => addCommands(commands), [commands]);
}

/** Makes a room's undo stack the one of the top bar and of Ctrl+Z. */
export function useUndoStack(undoStack: UndoStack): void {
  useEffect(() => {
    commandStore.setState({ undoStack });
    return () => commandStore.setState({ undoStack: null });
  }, [undoStack]);
}

/** Listens to the keyboard for all commands; once, in the frame. While a sheet is open, or opening, its keys are its own. */
export function useKeyboard(): void {
  const store = useStudioStore();
  useEffect(() => {
    const held = new Map<string, Command>();
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isTyping(event) || (event.repeat && held.has(event.code))) return;
      const { openSheet } = store.getState();
      if (openSheet) {
        if (openSheet === "palette" && event.key.length === 1 && !event.ctrlKey && !event.metaKey)
          commandStore.setState(({ query }) => ({ query: query + event.key }));
        return;
      }
      const command = allCommands(commandStore.getState()).find(({ keys }) => matches(keys, event));
      if (!command || (isPressing(event) && (event.key === "Enter" || event.key === " "))) return;
      if (event.key !== "Escape") event.preventDefault();
      command.run?.();
      if (command.hold) {
        held.set(event.code, command);
        command.hold(true);
      }
    };
    const release = (code: string) => {
      held.get(code)?.hold?.(false);
      held.delete(code);
    };
    const onKeyUp = (event: KeyboardEvent) => release(event.code);
    const onBlur = () => [...held.keys()].forEach(release);
    window.addEventListener("keydown", onKeyDown);
    window.addEventListener("keyup", onKeyUp);
    window.addEventListener("blur", onBlur);
    return () => {
      window.removeEventListener("keydown", onKeyDown);
      window.removeEventListener("keyup", onKeyUp);
      window.removeEventListener("blur", onBlur);
    };
  }, [store]);
}

/** Text fields, open menus and dialogs keep their keys; so do arrows on sliders and tabs. On an image, pages step through slices. */
function isTyping({ target, key, ctrlKey, metaKey }: KeyboardEvent): boolean {
  if (!(target instanceof Element)) return false;
  if (target.closest("[role=dialog], [role=menu], [role=listbox]")) return true;
  if (
    target.closest(
      "textarea, select, [contenteditable=true], input:not([type=radio]):not([type=checkbox]):not([type=range])",
    )
  )
    return !(key === "k" && (ctrlKey || metaKey));
  if (!/^(Arrow|Home|End|Page)/.test(key)) return false;
  const own = `[role=slider], [role=tab], [role=radiogroup], input${key.startsWith("Page") ? "" : ", [data-own-arrows]"}`;
  return target.closest(own) !== null;
}

/** Enter and Space on a button press the button. */
const isPressing = ({ target }: KeyboardEvent): boolean =>
  target instanceof Element &&
  target.closest("button, a, [role=button], [role=tab], input, summary") !== null &&
  !target.matches("input[type=radio]");
