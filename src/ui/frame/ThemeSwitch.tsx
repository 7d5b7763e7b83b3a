import { Menu, useMantineColorScheme, type MantineColorScheme } from "@mantine/core";
import { Check, Monitor, Moon, Sun } from "lucide-react";
import { IconButton } from "../controls/IconButton.tsx";

const CHOICES: readonly { readonly id: MantineColorScheme; readonly label: string; readonly Icon: typeof Sun }[] = [
  { id: "auto", label: "As the system", Icon: Monitor },
  { id: "light", label: "Light", Icon: Sun },
  { id: "dark", label: "Dark", Icon: Moon },
];

export function ThemeSwitch() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <IconButton label="Theme">
          <Sun />
        </IconButton>
      </Menu.Target>
      <Menu.Dropdown>
        {CHOICES.map(({ id, label, Icon }) => (
          <Menu.Item
            key={id}
            leftSection={<Icon aria-hidden />}
            rightSection={colorScheme === id ? <Check aria-label="chosen" /> : null}
            onClick={() => setColorScheme(id)}
          >
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
