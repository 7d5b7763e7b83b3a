import { Button } from "@mantine/core";
import { Check, CircleSlash, CircleX, TriangleAlert, X } from "lucide-react";
import { useMemo } from "react";
import { shapeText } from "../../core/image/volume.ts";
import type { DataNotice, StackInfo } from "../../worker/studioApi.ts";
import { IconButton } from "../controls/IconButton.tsx";
import type { Command } from "../keys/commands.ts";
import { useCommands } from "../keys/useCommands.ts";
import { useStudio } from "../studioContext.ts";
import { NoticeActionButton } from "./NoticeActionButton.tsx";
import { withoutName } from "./withoutName.ts";
import classes from "./data.module.css";

/** Notices that belong to this list; those about classes stand beside the class table. */
const ABOUT_FILES: readonly DataNotice["kind"][] = [
  "sizesDiffer",
  "lossyLabels",
  "notUnderstood",
  "fileWarning",
  "notFinite",
  "namesDiffer",
  "nothingLabelled",
  "oneClass",
];

/** What became of each dropped file, and what would help. */
export function DropList() {
  const dropped = useStudio((state) => state.dropped);
  const image = useStudio(({ data }) => data?.image ?? null);
  const labels = useStudio(({ data }) => data?.labels ?? null);
  const allNotices = useStudio(({ data }) => data?.notices) ?? [];
  const notices = allNotices.filter(({ kind, file }) => file !== undefined || ABOUT_FILES.includes(kind));
  const isReady = useStudio(({ data }) => Boolean(data?.datasetId));
  const closeDropList = useStudio((state) => state.closeDropList);
  const openRoom = useStudio((state) => state.openRoom);
  const leftOut = notices.filter(({ kind }) => kind === "notUnderstood").length;
  const count = (severity: DataNotice["severity"]) =>
    notices.filter((notice) => notice.severity === severity && notice.kind !== "notUnderstood").length;
  const summary = [
    [count("error"), "refused"],
    [count("warning"), "to decide"],
    [leftOut, "left out"],
  ] as const;
  useCommands(
    useMemo(
      (): readonly Command[] => [
        {
          id: "close-list",
          label: "Close the list of files",
          group: "Data",
          keys: ["Escape"],
          hint: { caps: ["Esc"], text: "close list" },
          run: closeDropList,
        },
      ],
      [closeDropList],
    ),
  );
  return (
    <>
      <div className="panel-head" style={{ minHeight: 40 }}>
        <h2>Dropped {dropped?.files === 1 ? "1 file" : `${dropped?.files ?? 0} files`}</h2>
        <span className="t3">
          {summary
            .filter(([number]) => number > 0)
            .map(([number, word]) => `${number} ${word}`)
            .join(", ")}
        </span>
        <span className="space" />
        <IconButton label="Close list" onClick={closeDropList}>
          <X />
        </IconButton>
      </div>
      {image && <ReadRow role="Image" stack={image} />}
      {labels && <ReadRow role="Labels" stack={labels} />}
      {notices.map((notice) => (
        <NoticeRow
          key={notice.kind + notice.title + (notice.file ?? "")}
          notice={notice}
          facts={
            notice.kind === "sizesDiffer" && image && labels
              ? `image   ${shapeText(image.shape)}\nlabels  ${shapeText(labels.shape)}`
              : null
          }
        />
      ))}
      <span className="space" />
      <div className={classes.foot}>
        <span className="t3 sm" style={{ flex: 1 }}>
          TIFF, PNG, JPEG, MRC, NRRD, NIfTI, HDF5, N5, Zarr, NPY and DM are read.
        </span>
        <Button variant={isReady ? "filled" : "default"} disabled={!isReady} onClick={() => openRoom("space")}>
          Define space
        </Button>
      </div>
    </>
  );
}

function ReadRow({ role, stack }: { readonly role: string; readonly stack: StackInfo }) {
  return (
    <div className={classes.dropRow}>
      <Check className="good" aria-label="read" />
      <b>{stack.name}</b>
      <span className="t2">
        {role}, {shapeText(stack.shape)}, {stack.format}.
      </span>
    </div>
  );
}

const ICONS = { error: CircleX, warning: TriangleAlert, note: CircleSlash };
const TONES = { error: "bad", warning: "warn", note: "t3" };

function NoticeRow({
  notice: { severity, file, title, text, actions },
  facts,
}: {
  readonly notice: DataNotice;
  readonly facts: string | null;
}) {
  const Icon = ICONS[severity];
  return (
    <div className={classes.dropRow} data-severity={severity}>
      <Icon className={TONES[severity]} aria-label={severity} />
      <b>{file ?? title}</b>
      <span className="t2">
        {file !== undefined && !title.includes(file) && <span style={{ color: "var(--text)" }}>{title} </span>}
        {withoutName(text, file)}
      </span>
      {facts && <div className={classes.rawFacts}>{facts}</div>}
      {actions.length > 0 && (
        <div className={classes.actions}>
          {actions.map((action) => (
            <NoticeActionButton key={action.id} action={action} />
          ))}
        </div>
      )}
    </div>
  );
}
