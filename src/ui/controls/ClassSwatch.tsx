import classes from "./ClassSwatch.module.css";

/** The colour of a class; an empty box for one that is not painted. */
export function ClassSwatch({ color, size = 10 }: { readonly color: string; readonly size?: number }) {
  return (
    <i
      className={classes.swatch}
      style={{ background: color === "none" ? "transparent" : color, width: size, height: size }}
      aria-hidden
    />
  );
}
