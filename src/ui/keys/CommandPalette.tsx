import { Spotlight, spotlight } from "@mantine/spotlight";
import { useMantineColorScheme, type MantineColorScheme } from "@mantine/core";
import { useEffect, useState, type KeyboardEvent } from "react";
import { useStore } from "zustand";
import { Caps } from "../controls/Caps.tsx";
import { useStudioStore } from "../studioContext.ts";
import { allCommands, commandGroups, commandStore, type Command } from "./commands.ts";
import { paletteCommands } from "./paletteCommands.ts";
import { capsOf } from "./matchKeys.ts";
import { MODIFIER } from "./modifier.ts";
import "@mantine/spotlight/styles.layer.css";

const themeCommands = (choose: (scheme: MantineColorScheme) => void): readonly Command[] =>
  (["dark", "light", "auto"] as const).map((scheme) => ({
    id: `theme.${scheme}`,
    label: scheme === "auto" ? "Theme of the system" : `${scheme === "dark" ? "Dark" : "Light"} theme`,
    group: "Everywhere",
    run: () => choose(scheme),
  }));

/**
 * Runs the marked row, else the first. Spotlight marks none for letters that were typed while it opened, and Enter would do nothing then;
 * the mark goes, so that it does not run the row again.
 */
function runFound({ key, currentTarget, nativeEvent }: KeyboardEvent<HTMLInputElement>): void {
  // Enter ends a word that is being composed, as in Japanese.
  if (key !== "Enter" || nativeEvent.isComposing || currentTarget.value === "") return;
  const dialog = currentTarget.closest("[role=dialog]");
  const row =
    dialog?.querySelector<HTMLElement>("[data-selected]") ?? dialog?.querySelector<HTMLElement>("[data-action]");
  row?.removeAttribute("data-selected");
  row?.click();
}

/** Every command by name: of the room, and of all that buttons and menus do and that can be opened. */
export function CommandPalette({ onClose }: { readonly onClose: () => void }) {
  const state = useStore(commandStore);
  const store = useStudioStore();
  const { setColorScheme } = useMantineColorScheme();
  // Of what was there when it opened: rows that come and go under the pointer help nobody.
  const [byName] = useState(() => paletteCommands(store));
  const commands = [...allCommands(state), ...byName, ...themeCommands(setColorScheme)];
  useEffect(() => {
    spotlight.open();
    return () => commandStore.setState({ query: "" });
  }, []);
  const runnable = commands.filter(({ run }) => run !== undefined);
  const actions = commandGroups(runnable).map(({ group, members }) => ({
    group,
    actions: members.map(({ id, label, keys, run }) => ({
      id,
      label,
      rightSection: keys?.[0] && <Caps caps={capsOf(keys[0], MODIFIER)} />,
      onClick: () => run?.(),
    })),
  }));
  return (
    <Spotlight
      actions={actions}
      shortcut={null}
      query={state.query}
      onQueryChange={(query) => commandStore.setState({ query })}
      attributes={{ content: { "aria-label": "Commands" } }}
      onSpotlightClose={onClose}
      nothingFound="No command has that name"
      searchProps={{
        placeholder: "What would you like to do?",
        "aria-label": "Find a command",
        onKeyDown: runFound,
      }}
      scrollable
      maxHeight={420}
      overlayProps={{ backgroundOpacity: 0.4, blur: 0 }}
      highlightQuery
    />
  );
}
