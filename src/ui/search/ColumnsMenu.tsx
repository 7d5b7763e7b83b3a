import { Button, Checkbox, Menu } from "@mantine/core";
import { useLocalStorage } from "@mantine/hooks";
import { Columns3 } from "lucide-react";
import { isColumnShown, withColumn, type BoardChoice } from "../../state/boardChoice.ts";
import type { BoardColumn } from "./boardColumns.tsx";

/** Which columns the leaderboard shows, kept in this browser. */
export const useColumnChoice = () =>
  useLocalStorage<BoardChoice>({ key: "cristae-board-columns", defaultValue: {}, getInitialValueInEffect: false });

interface ColumnsMenuProps {
  readonly columns: readonly BoardColumn[];
  readonly choice: BoardChoice;
  readonly onChoose: (choice: BoardChoice) => void;
}

/** The columns by name, each to be shown or not. */
export function ColumnsMenu({ columns, choice, onChoose }: ColumnsMenuProps) {
  return (
    <Menu position="bottom-end" closeOnItemClick={false} withinPortal>
      <Menu.Target>
        <Button size="xs" variant="subtle" leftSection={<Columns3 aria-hidden />}>
          Columns
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah={420} style={{ overflowY: "auto" }}>
        {columns
          .filter(({ usually }) => usually !== "always")
          .map((column) => {
            const isShown = isColumnShown(column, choice);
            return (
              <Menu.Item
                key={column.id}
                aria-label={`${column.label}, ${isShown ? "shown" : "hidden"}`}
                leftSection={<Checkbox size="xs" checked={isShown} readOnly tabIndex={-1} aria-hidden />}
                onClick={() => onChoose(withColumn(choice, column, !isShown))}
              >
                {column.label}
              </Menu.Item>
            );
          })}
      </Menu.Dropdown>
    </Menu>
  );
}
