import { expect, test } from "vitest";
import { applyEvent } from "../core/study/study.ts";
import { newStudy, toySpec } from "../testing/toyStudy.ts";
import { summaryJson } from "./output.ts";

test("a summary says whether the test part was opened", () => {
  const study = newStudy(toySpec());
  expect(summaryJson(study, 0)).toMatchObject({ type: "summary", isTestOpened: false });
  expect(summaryJson(applyEvent(study, { type: "testOpened" }), 0)).toMatchObject({ isTestOpened: true });
});
