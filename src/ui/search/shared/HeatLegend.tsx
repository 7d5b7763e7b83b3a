import { cividisTable } from "../../canvas/colors.ts";
import classes from "./shared.module.css";

const STEPS = 8;
const SHADES = cividisTable();

interface HeatLegendProps {
  readonly low?: string;
  readonly high?: string;
}

/** The scale of a heat map; of probabilities from never to always. */
export function HeatLegend({ low = "0", high = "1" }: HeatLegendProps) {
  return (
    <span className={classes.legend}>
      {low}
      {Array.from({ length: STEPS }, (_, index) => (
        <i key={index} style={{ background: `rgb(${SHADES[Math.round((255 * index) / (STEPS - 1))]!.join(" ")})` }} />
      ))}
      {high}
    </span>
  );
}
