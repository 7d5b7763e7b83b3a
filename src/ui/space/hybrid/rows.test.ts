import { expect, test } from "vitest";
import { parseSettings, presets } from "../../../catalog/spaces/hybrid/settings.ts";
import { PARTS, toggled } from "./rows.ts";

const settings = presets[0]!.settings;

test("every row changes its own field, to settings that hold", () => {
  const fields = PARTS.flatMap(({ ranges }) => ranges).map((row) => {
    const changed = row.with(settings, [2, 3]);
    expect(row.of(parseSettings(changed))).toEqual([2, 3]);
    if (row.delta) expect(row.delta.of(parseSettings(row.delta.with(settings, null)))).toBeNull();
    return Object.keys(settings)
      .filter((name) => changed[name as "kernels"] !== settings[name as "kernels"])
      .join();
  });
  expect(fields).toEqual(["kernels", "blocks", "convolutions", "pathKernels", "paths", "pathConvolutions"]);
});

test("choices keep their order, and one of them is left", () => {
  const [reads] = PARTS[1]!.choices;
  const features = toggled(reads!, settings, "predictions")!;
  expect(features.feeds).toEqual(["features"]);
  expect(toggled(reads!, features, "features")).toBeNull();
  expect(toggled(reads!, features, "predictions")!.feeds).toEqual(["predictions", "features"]);
});
