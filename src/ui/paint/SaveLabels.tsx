import { ActionIcon, Menu } from "@mantine/core";
import { Download } from "lucide-react";
import { useStudio } from "../studioContext.ts";

/** Labels to a file, in any of the formats of masks. */
export function SaveLabels() {
  const formats = useStudio((state) => state.labelFormats);
  const loadLabelFormats = useStudio((state) => state.loadLabelFormats);
  const saveLabels = useStudio((state) => state.saveLabels);
  return (
    <Menu position="bottom-end" onOpen={() => void loadLabelFormats()}>
      <Menu.Target>
        <ActionIcon aria-label="Save labels">
          <Download />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Save labels as</Menu.Label>
        {formats.map(({ id, label }) => (
          <Menu.Item key={id} onClick={() => void saveLabels(id)}>
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
