import { selectAction, Spotlight, spotlight, spotlightStore } from "@mantine/spotlight";
import { useMantineColorScheme, type MantineColorScheme } from "@mantine/core";
import { useEffect, useState } from "react";
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
  // Spotlight chooses the first row of the list as it was before this letter, which is gone by the time Enter comes.
  useEffect(() => {
    if (state.query !== "") selectAction(0, spotlightStore);
  }, [state.query]);
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
      searchProps={{ placeholder: "What would you like to do?", "aria-label": "Find a command" }}
      scrollable
      maxHeight={420}
      overlayProps={{ backgroundOpacity: 0.4, blur: 0 }}
      highlightQuery
    />
  );
}
