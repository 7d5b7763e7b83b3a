import type { PlotContext } from "./SlicedCanvas.tsx";

/** Plots draw with plain colours, no gradients. */
interface Look extends Pick<PlotContext, "globalAlpha" | "lineWidth"> {
  strokeStyle: string;
  fillStyle: string;
}

const round = (value: number): number => Math.round(value * 100) / 100;

/**
 * A context that writes down what is drawn on it as elements of SVG, so that plots that are drawn on a canvas leave the page as vectors.
 * It knows what plots use: paths of lines and circles, strokes and fills.
 */
export function svgContext(): { readonly context: PlotContext; readonly markup: () => string } {
  const elements: string[] = [];
  let [path, dash]: [string, readonly number[]] = ["", []];
  const look: Look = { strokeStyle: "#000", fillStyle: "#000", globalAlpha: 1, lineWidth: 1 };
  const moveOrLine = (command: "M" | "L") => (x: number, y: number) => {
    path += `${path === "" ? "M" : command}${round(x)} ${round(y)}`;
  };
  const put = (fill: string, stroke: string) => {
    if (path === "") return;
    const shared = `d="${path}" fill="${fill}" stroke="${stroke}"`;
    const dashes = dash.length > 0 ? ` stroke-dasharray="${dash.join(" ")}"` : "";
    const opacity = look.globalAlpha < 1 ? ` opacity="${round(look.globalAlpha)}"` : "";
    elements.push(`<path ${shared} stroke-width="${look.lineWidth}"${dashes}${opacity}/>`);
  };
  const context: PlotContext = Object.assign(look, {
    setLineDash: (segments: Iterable<number>) => void (dash = [...segments]),
    beginPath: () => void (path = ""),
    moveTo: moveOrLine("M"),
    lineTo: moveOrLine("L"),
    /** Whole circles: plots draw no others. */
    arc(x: number, y: number, radius: number) {
      const [left, right] = [round(x - radius), round(x + radius)];
      const half = `A${round(radius)} ${round(radius)} 0 0 1`;
      path += `M${left} ${round(y)}${half} ${right} ${round(y)}${half} ${left} ${round(y)}Z`;
    },
    fill: () => put(look.fillStyle, "none"),
    stroke: () => put("none", look.strokeStyle),
  });
  return { context, markup: () => elements.join("") };
}
