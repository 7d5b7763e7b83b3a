import { drawingOn, themeColor } from "./SlicedCanvas.tsx";
import { svgContext } from "./svgContext.ts";

/** What a mark looks like by the page's style sheets, written into it so that the file needs none. */
const LOOKS = [
  "fill",
  "fill-opacity",
  "stroke",
  "stroke-width",
  "stroke-opacity",
  "stroke-dasharray",
  "opacity",
  "visibility",
  "font-family",
  "font-size",
  "font-weight",
  "text-anchor",
  "dominant-baseline",
] as const;

const SVG = "http://www.w3.org/2000/svg";

/** All that a plot shows, in one SVG: its drawings and, as vectors too, what is drawn on its canvases; a field of colours is an image. */
export function plotSvg(frame: HTMLElement): string {
  const box = frame.getBoundingClientRect();
  const root = document.createElementNS(SVG, "svg");
  const set = (element: Element, attributes: Readonly<Record<string, string | number>>) =>
    Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, String(value)));
  set(root, { xmlns: SVG, width: box.width, height: box.height, viewBox: `0 0 ${box.width} ${box.height}` });
  const ground = document.createElementNS(SVG, "rect");
  set(ground, { width: "100%", height: "100%", fill: groundOf(frame) });
  root.append(ground);
  for (const part of frame.querySelectorAll<SVGSVGElement | HTMLCanvasElement>("svg, canvas")) {
    if (!isShown(part, frame)) continue;
    const place = part.getBoundingClientRect();
    const group = document.createElementNS(SVG, "g");
    set(group, { transform: `translate(${place.left - box.left} ${place.top - box.top})` });
    if (part instanceof HTMLCanvasElement) group.innerHTML = canvasMarkup(part, place);
    else {
      const copy = styledCopy(part);
      set(copy, { width: place.width, height: place.height, overflow: "visible" });
      group.append(copy);
    }
    root.append(group);
  }
  return new XMLSerializer().serializeToString(root);
}

/** Drawings within others come with them, and the frame's own button is no part of the plot. A canvas in a chart is one for itself. */
function isShown(part: Element, frame: HTMLElement): boolean {
  if (part.closest("[data-plot-tools]")) return false;
  const outer = part.parentElement?.closest("svg");
  return part instanceof HTMLCanvasElement || !outer || !frame.contains(outer);
}

/** The first ground behind the plot that is not transparent. */
function groundOf(element: Element | null): string {
  if (!element) return "#fff";
  const { backgroundColor } = getComputedStyle(element);
  return /^rgba\(.*, 0\)$|^transparent$/.test(backgroundColor) ? groundOf(element.parentElement) : backgroundColor;
}

function styledCopy(original: SVGSVGElement): SVGSVGElement {
  const copy = original.cloneNode(true) as SVGSVGElement;
  const [from, to] = [original, copy].map((svg) => [svg, ...svg.querySelectorAll("*")]) as [Element[], Element[]];
  from.forEach((element, index) => {
    const target = to[index]!;
    const style = getComputedStyle(element);
    for (const name of LOOKS) target.setAttribute(name, style.getPropertyValue(name));
    for (const name of ["class", "style", "role", "tabindex"]) target.removeAttribute(name);
  });
  for (const foreign of copy.querySelectorAll("foreignObject")) foreign.remove();
  return copy;
}

function canvasMarkup(canvas: HTMLCanvasElement, { width, height }: DOMRect): string {
  const drawing = drawingOn(canvas);
  if (!drawing)
    return `<image width="${width}" height="${height}" preserveAspectRatio="none" href="${canvas.toDataURL()}"/>`;
  const { context, markup } = svgContext();
  const steps = drawing({ context, color: themeColor(canvas) });
  while (!steps.next().done);
  return markup();
}
