import { scaleBarOf } from "../../core/figure/scaleBar.ts";
import classes from "./canvas.module.css";

export function ScaleBar({ nmPerPixel }: { readonly nmPerPixel: number }) {
  const { width, text } = scaleBarOf(nmPerPixel, 140);
  return (
    <span className={classes.scale}>
      {text}
      <i style={{ width }} />
    </span>
  );
}
