import fc from "fast-check";
import { expect, test } from "vitest";
import { defaultPanes, resizedPanes, type Pane } from "./panes.ts";

const namesOf = (panes: readonly Pane[]) =>
  panes.map(({ content }) => ("trial" in content ? `${content.kind} ${content.trial}` : content.kind));

test("image and truth give way to trials where there are too few panes", () => {
  const trials = ["prediction 9", "prediction 4"];
  expect(namesOf(defaultPanes(4, [9, 4]))).toEqual(["image", "truth", ...trials]);
  expect(namesOf(defaultPanes(3, [9, 4]))).toEqual(["truth", ...trials]);
  expect(namesOf(defaultPanes(2, [9, 4]))).toEqual(trials);
  expect(namesOf(defaultPanes(2, []))).toEqual(["image", "truth"]);
});

test("panes that nobody chose anything for are arranged anew", () => {
  expect(namesOf(resizedPanes(resizedPanes(defaultPanes(4, [9, 4]), 2, [9, 4]), 4, [9, 4]))).toEqual(
    namesOf(defaultPanes(4, [9, 4])),
  );
});

test("what was chosen for a pane stays when there are fewer or more of them", () => {
  const chosen = defaultPanes(4, [9, 4]).with(1, { content: { kind: "errors", trial: 9 }, offset: [3, 0] });
  expect(namesOf(resizedPanes(chosen, 3, [9, 4]))).toEqual(["errors 9", "prediction 9", "prediction 4"]);
  expect(namesOf(resizedPanes(chosen, 5, [9, 4]))).toEqual([...namesOf(chosen), "truth"]);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9 }), (count) => {
      expect(resizedPanes(chosen, count, [9, 4])).toHaveLength(count);
    }),
  );
});
