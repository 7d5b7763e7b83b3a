import { Spotlight, spotlight } from "@mantine/spotlight";
import { useEffect } from "react";
import { useStore } from "zustand";
import { Caps } from "../controls/Caps.tsx";
import { allCommands, commandGroups, commandStore } from "./commands.ts";
import { capsOf } from "./matchKeys.ts";
import { MODIFIER } from "./modifier.ts";
import "@mantine/spotlight/styles.layer.css";

/** Every command by name. */
export function CommandPalette({ onClose }: { readonly onClose: () => void }) {
  const state = useStore(commandStore);
  const commands = allCommands(state);
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
      searchProps={{ placeholder: "What would you like to do?", "aria-label": "Find a command" }}
      scrollable
      maxHeight={420}
      overlayProps={{ backgroundOpacity: 0.4, blur: 0 }}
      highlightQuery
    />
  );
}
