import { expect, test } from "vitest";
import { shortLabel } from "./shortLabel.ts";

test.each([
  ["encoder/block1", undefined, "enc/1"],
  ["decoder/block0", 6, "dec/0"],
  ["bottleneck/block0", undefined, "bottleneck"],
  ["bottleneck/block0", 6, "mid"],
  ["down0/cell/conv1", undefined, "cell/conv1"],
  ["bridge/hdc", 6, "hdc"],
  ["stem", 6, "stem"],
])("%s with room for %s is %s", (label, room, short) => expect(shortLabel(label, room)).toBe(short));
