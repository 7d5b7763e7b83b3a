import { Menu } from "@mantine/core";
import { ChevronDown, Download, FileText, FolderOpen, Link, Link2, List, PackageOpen, Pencil } from "lucide-react";
import { useStudio, useStudioStore } from "../studioContext.ts";
import { copyLink } from "./copyLink.ts";
import { chooseFiles } from "./fileChooser.ts";
import classes from "./TopBar.module.css";

export function StudyMenu() {
  const name = useStudio(({ study, data }) => study?.spec.name ?? data?.name);
  const hasStudy = useStudio(({ study }) => study !== null);
  const showSheet = useStudio((state) => state.showSheet);
  const exportStudy = useStudio((state) => state.exportStudy);
  const store = useStudioStore();
  const exportReport = useStudio((state) => state.exportReport);
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <button type="button" className={classes.study} aria-label="Study" data-tour="study">
          <b>{hasStudy ? name : "No study yet"}</b>
          <ChevronDown size={12} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<List aria-hidden />} onClick={() => showSheet("studies")}>
          Studies in this browser
        </Menu.Item>
        <Menu.Item leftSection={<FolderOpen aria-hidden />} onClick={chooseFiles}>
          Open images or a study file
        </Menu.Item>
        <Menu.Item leftSection={<Link aria-hidden />} onClick={() => showSheet("address")}>
          Open from an address
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<Link2 aria-hidden />} onClick={() => void copyLink(store)}>
          Copy a link to this
        </Menu.Item>
        <Menu.Item leftSection={<Pencil aria-hidden />} disabled={!hasStudy} onClick={() => showSheet("rename")}>
          Rename study
        </Menu.Item>
        <Menu.Item leftSection={<Download aria-hidden />} disabled={!hasStudy} onClick={() => void exportStudy(false)}>
          Export study
        </Menu.Item>
        <Menu.Item
          leftSection={<PackageOpen aria-hidden />}
          disabled={!hasStudy}
          onClick={() => void exportStudy(true)}
        >
          Export study with its images
        </Menu.Item>
        <Menu.Item leftSection={<FileText aria-hidden />} disabled={!hasStudy} onClick={() => void exportReport()}>
          Save report
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
