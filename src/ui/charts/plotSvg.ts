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

const set = (element: Element, attributes: Readonly<Record<string, string | number>>): void =>
  Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, String(value)));

/**
 * All that a plot shows, in one SVG: its drawings and, as vectors too, what is drawn on its canvases; a field of colours is an image.
 * Of what is neither, words marked `data-plot-text` and stripes whose colours stand in `data-plot-shades`, with semicolons between them.
 */
export function plotSvg(frame: HTMLElement): string {
  const parts = [...frame.querySelectorAll<PlotPart>("svg, canvas, [data-plot-text], [data-plot-shades]")].filter(
    (part) => isShown(part, frame),
  );
  const box = boxAround([frame, ...parts]);
  const root = document.createElementNS(SVG, "svg");
  set(root, { xmlns: SVG, width: box.width, height: box.height, viewBox: `0 0 ${box.width} ${box.height}` });
  const ground = document.createElementNS(SVG, "rect");
  set(ground, { width: "100%", height: "100%", fill: groundOf(frame) });
  root.append(ground);
  for (const part of parts) {
    const place = part.getBoundingClientRect();
    const group = document.createElementNS(SVG, "g");
    set(group, { transform: `translate(${place.left - box.left} ${place.top - box.top})` });
    group.append(...drawnPart(part, place));
    root.append(group);
  }
  return new XMLSerializer().serializeToString(root);
}

type PlotPart = SVGSVGElement | HTMLElement;

/** What stands beside the frame, such as names of rows, is in the picture too. */
function boxAround(parts: readonly Element[]): DOMRect {
  const places = parts.map((part) => part.getBoundingClientRect());
  const [left, top] = [Math.min(...places.map((place) => place.left)), Math.min(...places.map((place) => place.top))];
  const [right, bottom] = [
    Math.max(...places.map((place) => place.right)),
    Math.max(...places.map((place) => place.bottom)),
  ];
  return new DOMRect(left, top, right - left, bottom - top);
}

function drawnPart(part: PlotPart, place: DOMRect): readonly Element[] {
  if (part instanceof HTMLCanvasElement) return canvasMarks(part, place);
  if (part instanceof HTMLElement)
    return part.dataset.plotShades === undefined ? [words(part, place)] : stripes(part.dataset.plotShades, place);
  const copy = styledCopy(part);
  set(copy, { width: place.width, height: place.height, overflow: "visible" });
  return [copy];
}

function words(element: HTMLElement, place: DOMRect): SVGTextElement {
  const text = document.createElementNS(SVG, "text");
  const style = getComputedStyle(element);
  const range = document.createRange();
  range.selectNodeContents(element);
  const written = range.getBoundingClientRect();
  set(text, {
    x: written.left - place.left,
    y: written.top - place.top + written.height / 2,
    "dominant-baseline": "central",
    fill: style.color,
    "font-family": style.fontFamily,
    "font-size": style.fontSize,
    "font-weight": style.fontWeight,
  });
  text.textContent = element.textContent;
  return text;
}

function stripes(shades: string, { width, height }: DOMRect): readonly Element[] {
  const colors = shades.split(";");
  const step = width / colors.length;
  return colors.map((fill, index) => {
    const stripe = document.createElementNS(SVG, "rect");
    set(stripe, { x: index * step, width: step, height, fill });
    return stripe;
  });
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

function canvasMarks(canvas: HTMLCanvasElement, { width, height }: DOMRect): readonly Element[] {
  const group = document.createElementNS(SVG, "g");
  const drawing = drawingOn(canvas);
  if (drawing) {
    const { context, markup } = svgContext();
    const steps = drawing({ context, color: themeColor(canvas) });
    while (!steps.next().done);
    group.innerHTML = markup();
  } else {
    const image = document.createElementNS(SVG, "image");
    set(image, { width, height, preserveAspectRatio: "none", href: canvas.toDataURL() });
    group.append(image);
  }
  return [group];
}
