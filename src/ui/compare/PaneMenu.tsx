import { Menu } from "@mantine/core";
import { ChevronDown } from "lucide-react";
import type { PaneContent } from "../../state/panes.ts";
import { trialName } from "../../state/roomSummary.ts";
import { useStudio } from "../studioContext.ts";
import classes from "./compare.module.css";

const KINDS = [
  { kind: "prediction", label: "prediction" },
  { kind: "errors", label: "error map" },
  { kind: "probability", label: "probability of the class" },
  { kind: "uncertainty", label: "uncertainty" },
] as const;

/** Chooses what a pane shows. */
export function PaneMenu({ index, title }: { readonly index: number; readonly title: string }) {
  const study = useStudio((state) => state.study);
  const compared = useStudio((state) => state.compared);
  const setPaneContent = useStudio((state) => state.setPaneContent);
  const openMaskExport = useStudio((state) => state.openMaskExport);
  const openNetworkExport = useStudio((state) => state.openNetworkExport);
  const content = useStudio(({ panes }) => panes[index]!.content);
  const show = (next: PaneContent) => () => setPaneContent(index, next);
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <button
          type="button"
          className={`tag ${classes.title}`}
          aria-label={`Pane ${String.fromCharCode(65 + index)} shows ${title}`}
        >
          {title}
          <ChevronDown style={{ width: 11, height: 11 }} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown mah={420} style={{ overflow: "auto" }}>
        <Menu.Item onClick={show({ kind: "image" })}>Image</Menu.Item>
        <Menu.Item onClick={show({ kind: "truth" })}>Truth</Menu.Item>
        {compared.map((trial) => [
          <Menu.Label key={trial}>{trialName(study, trial)}</Menu.Label>,
          ...KINDS.map(({ kind, label }) => (
            <Menu.Item key={`${trial}${kind}`} onClick={show({ kind, trial })}>
              {trialName(study, trial)}, {label}
            </Menu.Item>
          )),
        ])}
        {"trial" in content && (
          <>
            <Menu.Divider />
            <Menu.Label>Export {trialName(study, content.trial)}</Menu.Label>
            <Menu.Item onClick={() => openNetworkExport(content.trial)}>Export network</Menu.Item>
            <Menu.Item onClick={() => void openMaskExport(content.trial)}>Export mask</Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
