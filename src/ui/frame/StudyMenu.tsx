import { Menu } from "@mantine/core";
import { ChevronDown } from "lucide-react";
import { useState } from "react";
import { LazyPanel } from "../controls/LazyPanel.tsx";
import { useStudio } from "../studioContext.ts";
import classes from "./TopBar.module.css";

const items = async () => (await import("./StudyMenuItems.tsx")).StudyMenuItems;
const renaming = async () => (await import("./RenameStudy.tsx")).RenameStudy;

export function StudyMenu() {
  const name = useStudio(({ study, data }) => study?.spec.name ?? data?.name);
  const hasStudy = useStudio(({ study }) => study !== null);
  const [isRenaming, setRenaming] = useState(false);
  return (
    <>
      <Menu position="bottom-start">
        <Menu.Target>
          <button type="button" className={classes.study} aria-label="Study" data-tour="study">
            <b>{hasStudy ? name : "No study yet"}</b>
            <ChevronDown size={12} aria-hidden />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <LazyPanel name="This menu" load={items} props={{ onRename: () => setRenaming(true) }} />
        </Menu.Dropdown>
      </Menu>
      {isRenaming && (
        <LazyPanel name="Renaming" load={renaming} props={{ name: name ?? "", onClose: () => setRenaming(false) }} />
      )}
    </>
  );
}
