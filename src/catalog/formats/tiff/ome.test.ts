import { describe, expect, test } from "vitest";
import { omeLayouts } from "./ome.ts";

/** An OME note of one image whose Pixels have these attributes and content. */
const note = (attributes: string, content = "", name = "a") =>
  `<Image ID="Image:0" Name="${name}"><Pixels ${attributes}>${content}</Pixels></Image>`;
const layoutOf = (xml: string, pages: number) => omeLayouts(`<OME>${xml}</OME>`, pages, "here.ome.tif")[0]!;

describe("the order of an OME-TIFF's pages", () => {
  test.each([
    ['DimensionOrder="XYZCT" SizeZ="3" SizeC="2" SizeT="1"', "cz", [2, 3]],
    ['DimensionOrder="XYCZT" SizeZ="3" SizeC="2" SizeT="1"', "zc", [3, 2]],
    ['DimensionOrder="XYTZC" SizeZ="3" SizeC="1" SizeT="2"', "zt", [3, 2]],
    ['DimensionOrder="XYZCT" SizeZ="1" SizeC="1" SizeT="6"', "t", [6]],
    ['SizeZ="6"', "z", [6]],
  ])("is slowest first, without axes of one: %s", (attributes, axes, extents) => {
    const { pages, warnings, ...layout } = layoutOf(note(attributes), 6);
    expect([layout.axes, layout.extents]).toEqual([axes, extents]);
    expect([pages, warnings]).toEqual([[0, 1, 2, 3, 4, 5], []]);
  });

  test("follows its TiffData, which may run against the pages", () => {
    const data = [0, 1, 2].map((z) => `<TiffData FirstZ="${z}" IFD="${2 - z}" PlaneCount="1"/>`).join("");
    expect(layoutOf(note('SizeZ="3"', data), 3).pages).toEqual([2, 1, 0]);
  });

  test("places a plane by all its firsts: z 1 of channel 1 of 2 x 3 is plane 1 + 3", () => {
    const firsts = [0, 1, 2, 3, 5, 4].map(
      (plane, page) => `<TiffData FirstZ="${plane % 3}" FirstC="${Math.floor(plane / 3)}" IFD="${page}"/>`,
    );
    expect(layoutOf(note('SizeZ="3" SizeC="2"', firsts.join("")), 6).pages).toEqual([0, 1, 2, 3, 5, 4]);
  });

  test("a TiffData without page or count stands for all planes from page 0", () => {
    expect(layoutOf(note('SizeZ="4"', "<TiffData/>"), 4).pages).toEqual([0, 1, 2, 3]);
  });

  test("three samples a pixel are one plane of three channels", () => {
    const layout = layoutOf(note('SizeZ="2" SizeC="3"', '<Channel SamplesPerPixel="3"/>'), 2);
    expect([layout.axes, layout.extents, layout.warnings]).toEqual(["z", [2], []]);
  });

  test("several images take their pages one after the other, and keep their names", () => {
    const xml = `${note('SizeZ="2"', "", "left &amp; &#114;ight")}${note('SizeZ="3"', "", "&lt;b&gt;")}`;
    expect(omeLayouts(`<ome:OME>${xml}</ome:OME>`, 5, "a.tif").map(({ name, pages }) => [name, pages])).toEqual([
      ["left & right", [0, 1]],
      ["<b>", [2, 3, 4]],
    ]);
  });
});

describe("an OME note that does not fit the file", () => {
  test("without an image is warned of, its pages are slices", () => {
    const layout = layoutOf("<Instrument/>", 2);
    expect([layout.axes, layout.pages, layout.warnings]).toEqual([
      "z",
      [0, 1],
      ["Its OME note describes no image; pages are taken as slices."],
    ]);
  });

  test("speaks of more planes than there are pages", () => {
    const layout = layoutOf(note('SizeZ="5" SizeC="2"'), 4);
    expect([layout.axes, layout.extents]).toEqual(["z", [4]]);
    expect(layout.warnings).toEqual([
      "Its OME note speaks of 10 planes (Z 5, C 2, T 1), 4 are here; they are taken as slices.",
    ]);
  });

  test("of a stack over several files gives this file's own planes, and their place in the stack", () => {
    const part = (z: number, file: string) =>
      `<TiffData FirstZ="${z}" IFD="0" PlaneCount="1"><UUID FileName="${file}">urn:uuid:1</UUID></TiffData>`;
    const layout = layoutOf(note('SizeZ="2"', part(0, "other.ome.tif") + part(1, "here.ome.tif")), 1);
    expect([layout.pages, layout.order]).toEqual([[0], 1]);
    expect(layout.warnings).toEqual(["It is one file of a stack of 2 planes; open all its files together."]);
  });

  test("of more planes than numbers reach is refused", () => {
    expect(() => layoutOf(note('SizeZ="9007199254740991" SizeC="9"'), 1)).toThrow(
      /speaks of 9007199254740991 × 9 × 1 planes\. The note is damaged\./,
    );
  });
});

describe("lengths of an OME note", () => {
  const sizeOf = (attributes: string) => layoutOf(note(attributes), 1).voxelSizeNm;

  test("are micrometres where it names no unit", () =>
    expect(sizeOf('PhysicalSizeX="0.25" PhysicalSizeY="0.5" PhysicalSizeZ="2"')).toEqual([2000, 500, 250]));

  test("go by their units, each by its own", () =>
    expect(
      sizeOf(
        'PhysicalSizeX="4" PhysicalSizeXUnit="nm" PhysicalSizeY="50" PhysicalSizeYUnit="Å" PhysicalSizeZ="1" PhysicalSizeZUnit="&#181;m"',
      ),
    ).toEqual([1000, 5, 4]));

  test("a missing z is that of y; without x or y there are none, nor in pixels", () => {
    expect(sizeOf('PhysicalSizeX="1" PhysicalSizeY="2"')).toEqual([2000, 2000, 1000]);
    expect(sizeOf('PhysicalSizeY="2" PhysicalSizeZ="2"')).toBeNull();
    expect(sizeOf('PhysicalSizeX="1" PhysicalSizeXUnit="pixel" PhysicalSizeY="1"')).toBeNull();
  });

  test("say where the stage stood, but not in a frame that nobody else knows", () => {
    const at = (unit: string) =>
      layoutOf(
        note(
          'PhysicalSizeX="1" PhysicalSizeY="1" PhysicalSizeZ="1"',
          `<Plane PositionX="2" PositionXUnit="${unit}" PositionY="3" PositionYUnit="${unit}"/>`,
        ),
        1,
      ).geometry;
    expect(at("nm")?.origin).toEqual([2, 3, 0]);
    expect(at("mm")?.origin).toEqual([2e6, 3e6, 0]);
    expect(at("reference frame")).toBeUndefined();
  });
});
