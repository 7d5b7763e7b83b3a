import { alongAxes, type Vector } from "../../../core/image/geometry.ts";
import { refuse } from "../reading/refuse.ts";
import { nmPerUnit } from "../reading/units.ts";
import { alongZ, type Layout } from "./pageOrder.ts";

interface Element {
  readonly attributes: Readonly<Record<string, string>>;
  readonly content: string;
}

/** Elements of one name, which do not nest in themselves: all that OME's notes need of XML. */
function elements(xml: string, name: string): readonly Element[] {
  const pattern = new RegExp(`<(?:\\w+:)?${name}(\\s[^>]*?)?(?:/>|>([\\s\\S]*?)</(?:\\w+:)?${name}>)`, "g");
  return [...xml.matchAll(pattern)].map(([, attributes = "", content = ""]) => ({
    content,
    attributes: Object.fromEntries(
      [...attributes.matchAll(/([\w:]+)\s*=\s*"([^"]*)"/g)].map(([, key, value]) => [key!, unescaped(value!)]),
    ),
  }));
}

const unescaped = (text: string): string =>
  text
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replace(/&#x([\da-f]+);/gi, (_, code: string) => String.fromCodePoint(Number.parseInt(code, 16)))
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, "&");

/** The images of an OME-TIFF (OME model 2016-06) as far as their planes lie in this file. */
export function omeLayouts(xml: string, pageCount: number, fileName: string): readonly Layout[] {
  const images = elements(xml, "Image").flatMap(({ attributes, content }) =>
    elements(content, "Pixels").map((pixels) => ({ name: attributes.Name ?? attributes.ID ?? "", pixels })),
  );
  if (images.length === 0)
    return [
      {
        ...alongZ(pageCount),
        voxelSizeNm: null,
        name: "",
        warnings: ["Its OME note describes no image; pages are taken as slices."],
      },
    ];
  let next = 0;
  return images.flatMap(({ name, pixels }) => {
    const layout = omeLayout(pixels, { pageCount, fileName, firstPage: next });
    next += layout.pages.length;
    return layout.pages.length > 0 ? [{ ...layout, name: images.length > 1 ? name : "" }] : [];
  });
}

interface Within {
  readonly pageCount: number;
  readonly fileName: string;
  readonly firstPage: number;
}

function omeLayout({ attributes, content }: Element, { pageCount, fileName, firstPage }: Within): Layout {
  const size = (axis: string) => Number(attributes[`Size${axis}`] ?? 1);
  const samples = Number(elements(content, "Channel")[0]?.attributes.SamplesPerPixel ?? 1);
  const order = (attributes.DimensionOrder ?? "XYZCT").slice(2).split("");
  const extents = order.map((axis) => Math.max(1, axis === "C" ? Math.floor(size(axis) / samples) : size(axis)));
  const count = extents.reduce((product, extent) => product * extent, 1);
  if (!Number.isSafeInteger(count))
    refuse(`Its OME note speaks of ${extents.join(" × ")} planes. The note is damaged.`);
  const { planes, isElsewhere } = ownPlanes(content, { order, extents, fileName, pageCount, firstPage, count });
  const voxelSizeNm = physicalSize(attributes);
  const isWhole = planes.size === count && [...planes.keys()].every((plane) => plane < count);
  if (isWhole) {
    const used = [...extents.entries()].filter(([, extent]) => extent > 1).reverse();
    return {
      axes: used.map(([axis]) => order[axis]!.toLowerCase()).join(""),
      extents: used.map(([, extent]) => extent),
      pages: Array.from({ length: count }, (_, plane) => planes.get(plane)!),
      voxelSizeNm,
      ...stagePosition(content, voxelSizeNm),
      name: "",
      warnings: [],
    };
  }
  const pages = [...planes].sort(([a], [b]) => a - b).map(([, page]) => page);
  const note = isElsewhere
    ? `It is one file of a stack of ${count} planes; open all its files together.`
    : `Its OME note speaks of ${count} planes (${order.map((axis, place) => `${axis} ${extents[place]!}`).join(", ")}), ${pages.length} are here; they are taken as slices.`;
  return { ...alongZ(pages.length), pages, voxelSizeNm, name: "", order: Math.min(...planes.keys()), warnings: [note] };
}

interface Planes extends Within {
  readonly order: readonly string[];
  readonly extents: readonly number[];
  readonly count: number;
}

/** Page of this file by plane number, as the TiffData elements say; without any, pages lie in the order of the planes. */
function ownPlanes(
  content: string,
  { order, extents, fileName, pageCount, firstPage, count }: Planes,
): { readonly planes: ReadonlyMap<number, number>; readonly isElsewhere: boolean } {
  const planes = new Map<number, number>();
  const parts = elements(content, "TiffData");
  const isOwn = (part: Element) => {
    const file = elements(part.content, "UUID")[0]?.attributes.FileName;
    return file === undefined || file === fileName;
  };
  const own = parts.filter(isOwn);
  for (const { attributes } of own.length > 0 ? own : [{ attributes: {} as Element["attributes"] }]) {
    const first = order.reduceRight(
      (place, axis, index) => place * extents[index]! + Number(attributes[`First${axis}`] ?? 0),
      0,
    );
    const page = Number(attributes.IFD ?? (parts.length > 0 && own.length > 0 ? 0 : firstPage));
    const stated = attributes.PlaneCount ?? (attributes.IFD === undefined ? Math.min(count, pageCount - page) : 1);
    for (let index = 0; index < Number(stated) && page + index < pageCount; index++)
      planes.set(first + index, page + index);
  }
  return { planes, isElsewhere: own.length < parts.length };
}

/** Where the stage stood for the first plane; a position in the microscope's own "reference frame" is none that others know. */
function stagePosition(content: string, voxelSizeNm: Layout["voxelSizeNm"]): Pick<Layout, "geometry"> {
  const [plane] = elements(content, "Plane");
  const origin = ["X", "Y", "Z"].map((axis) => {
    const stated = plane?.attributes[`Position${axis}`];
    return stated === undefined
      ? 0
      : Number(stated) * (nmPerUnit(plane!.attributes[`Position${axis}Unit`] ?? "") ?? Number.NaN);
  });
  const isPlaced = voxelSizeNm !== null && origin.every(Number.isFinite) && origin.some((place) => place !== 0);
  return isPlaced ? { geometry: alongAxes(voxelSizeNm, origin as unknown as Vector, 1) } : {};
}

function physicalSize(attributes: Element["attributes"]): Layout["voxelSizeNm"] {
  const size = (axis: string) =>
    Number(attributes[`PhysicalSize${axis}`] ?? Number.NaN) *
    (nmPerUnit(attributes[`PhysicalSize${axis}Unit`] ?? "µm") ?? Number.NaN);
  const [x, y] = [size("X"), size("Y")];
  const z = size("Z") > 0 ? size("Z") : y;
  return x > 0 && y > 0 ? [z, y, x] : null;
}
