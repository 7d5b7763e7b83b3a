import type { MaskClass } from "../../core/image/maskClasses.ts";

/** Red, green and blue from 0 to 255; "none", of a class that is not painted, is black. */
export const bytesOfColor = (color: string): readonly [red: number, green: number, blue: number] => {
  const number = color === "none" ? 0 : Number.parseInt(color.slice(1), 16);
  return [number >> 16, (number >> 8) & 255, number & 255];
};

/** The same from 0 to 1, of three digits. */
export const shareOfColor = (color: string): readonly number[] =>
  bytesOfColor(color).map((byte) => Math.round((byte / 255) * 1000) / 1000);

const ENTRIES = 256;

/** A table of 256 colours over the values from 0 to `most`: each entry is the colour of the class whose number is nearest. */
export function colorTable(classes: readonly MaskClass[], most: number): readonly (readonly number[])[] {
  return Array.from({ length: ENTRIES }, (_, entry) => {
    const value = (entry / (ENTRIES - 1)) * most;
    const nearest = classes.reduce((best, each) =>
      Math.abs(each.value - value) < Math.abs(best.value - value) ? each : best,
    );
    return bytesOfColor(nearest.color);
  });
}
