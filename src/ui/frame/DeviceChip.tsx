import { Tooltip } from "@mantine/core";
import { Microchip } from "lucide-react";
import { chosenDevice } from "../../state/chosenDevice.ts";
import { typicalStepSeconds } from "../../state/quickStart.ts";
import { formatNumber } from "../format.ts";
import { useStudio } from "../studioContext.ts";
import classes from "./TopBar.module.css";

/** The device networks are trained on, and how fast it was in the check. */
export function DeviceChip() {
  const device = useStudio(chosenDevice);
  if (!device) {
    return (
      <span className={classes.device}>
        <Microchip size={13} aria-hidden /> Checking this machine
      </span>
    );
  }
  return (
    <Tooltip
      label={`${device.label}, ${device.slots} ${device.slots === 1 ? "network" : "networks"} at a time${device.id === "cpu" ? ". No faster device was found." : ""}`}
    >
      <span className={classes.device} tabIndex={0} role="note" aria-label="Training device">
        <Microchip size={13} aria-hidden />
        <b>{device.label}</b>
        <span className="wide-only">· {formatNumber(Math.round(1 / typicalStepSeconds(device)))} steps/s</span>
      </span>
    </Tooltip>
  );
}
