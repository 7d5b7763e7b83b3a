import { cividisTable } from "../../canvas/colors.ts";
import classes from "./shared.module.css";

const STEPS = 8;
const SHADES = cividisTable();

/** From never to always. */
export function HeatLegend() {
  return (
    <span className={classes.legend}>
      0
      {Array.from({ length: STEPS }, (_, index) => (
        <i key={index} style={{ background: `rgb(${SHADES[Math.round((255 * index) / (STEPS - 1))]!.join(" ")})` }} />
      ))}
      1
    </span>
  );
}
