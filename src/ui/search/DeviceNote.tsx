import { HoverCard } from "@mantine/core";
import type { Study } from "../../core/study/study.ts";
import { useStudio } from "../studioContext.ts";
import { DeviceFigures } from "./DeviceFigures.tsx";
import classes from "./search.module.css";

/** What the study computes on, with the figures it was chosen by. */
export function DeviceNote({ study: { choice, lostDevices } }: { readonly study: Study }) {
  const device = useStudio(({ live }) => live?.device) ?? choice?.device;
  if (!choice || !device) return null;
  const label = choice.figures.find(({ id }) => id === device)?.label ?? device;
  const because = lostDevices.includes(choice.device)
    ? `after "${choice.device}" was lost`
    : choice.by === "user"
      ? "as asked for"
      : "as the fastest";
  return (
    <HoverCard width={440} withinPortal>
      <HoverCard.Target>
        <span className={`t3 ${classes.deviceNote!}`} tabIndex={0} role="note" aria-label="Device of the study">
          on {label}, {because}
        </span>
      </HoverCard.Target>
      <HoverCard.Dropdown>
        <DeviceFigures figures={choice.figures} chosen={device} />
      </HoverCard.Dropdown>
    </HoverCard>
  );
}
