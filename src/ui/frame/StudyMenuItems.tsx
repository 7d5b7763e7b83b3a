import { Menu } from "@mantine/core";
import { Download, FileText, FolderOpen, Link, Link2, List, PackageOpen, Pencil } from "lucide-react";
import { useStudio, useStudioStore } from "../studioContext.ts";
import { copyLink } from "./copyLink.ts";
import { chooseFiles } from "./fileChooser.ts";

/** What can be done with studies, and with the open one. */
export function StudyMenuItems({ onRename }: { readonly onRename: () => void }) {
  const store = useStudioStore();
  const hasStudy = useStudio(({ study }) => study !== null);
  const { showSheet, exportStudy, exportReport } = store.getState();
  return (
    <>
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
      <Menu.Item leftSection={<Pencil aria-hidden />} disabled={!hasStudy} onClick={onRename}>
        Rename study
      </Menu.Item>
      <Menu.Item leftSection={<FileText aria-hidden />} disabled={!hasStudy} onClick={() => void exportReport()}>
        Save report
      </Menu.Item>
      <Menu.Item leftSection={<Download aria-hidden />} disabled={!hasStudy} onClick={() => void exportStudy(false)}>
        Export study
      </Menu.Item>
      <Menu.Item leftSection={<PackageOpen aria-hidden />} disabled={!hasStudy} onClick={() => void exportStudy(true)}>
        Export study with its images
      </Menu.Item>
    </>
  );
}
