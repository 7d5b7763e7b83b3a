import { describe, expect, test } from "vitest";
import { toySpec } from "../../testing/toyStudy.ts";
import { asked, ended } from "../../testing/trialEvents.ts";
import { foldEvents } from "../../core/study/fold.ts";
import { planOf, planText } from "../../core/study/plan.ts";
import type { StudyEvent } from "../../core/study/events.ts";
import { networks } from "../networks/index.ts";
import { spaces } from "../spaces/index.ts";
import { strategies } from "../strategies/index.ts";
import { escaped } from "./html.ts";
import { REFERENCES } from "./references.ts";
import { reportHtml, type ReportParts } from "./report.ts";

const NASTY = `<script>alert("x")</script> & Söhne`;

function studyOf(...events: readonly StudyEvent[]) {
  const spec = { ...toySpec(), name: NASTY };
  return foldEvents([
    { type: "studyCreated", spec },
    { type: "stageBegan", stage: 0, sources: [] },
    ...[asked(0), ended(0, 0.4), asked(1), ended(1, 0.6)],
    ...events,
  ])!;
}

const htmlOf = (parts: Partial<ReportParts> = {}) =>
  reportHtml({ study: studyOf(), version: "9.8.7", pictures: [], dataset: null, ...parts });

describe("a report", () => {
  test("needs nothing from elsewhere: no script, no link, no address", () => {
    const html = htmlOf();
    expect(html).toContain("default-src 'none'");
    expect(html).not.toMatch(/<script|<link|<iframe|src="http|href=/);
    expect(html).toContain(`<title>${escaped(NASTY)}</title>`);
  });

  test("has the verdict, every network the best first, the whole plan and the versions", () => {
    const study = studyOf();
    const html = htmlOf({ study });
    const rows = [...html.matchAll(/<tr><td>([^<]*)<\/td><td>finished<\/td><td class="n">([\d.]+)/g)];
    expect(rows.map(([, , score]) => score)).toEqual(["0.600", "0.400"]);
    expect(html).toContain(escaped(planText(planOf(study.spec))));
    expect(html).toMatch(/<p class="lead">[^<]+\.<\/p>/);
    expect(html).toContain("Cristae 9.8.7 (seed");
  });

  test("says of the test part whether it was opened", () => {
    expect(htmlOf()).toContain("The test part has not been opened.");
    expect(htmlOf({ study: studyOf({ type: "testOpened" }) })).toContain("opened to be looked at");
  });

  test("shows what networks saw as pictures within the page", () => {
    const frame = { z: 3, width: 4, height: 2, labels: Uint8Array.of(0, 1, 1, 0, 0, 1, 255, 0) };
    const html = htmlOf({ pictures: [{ title: "Trial 1, 0.600", frame }] });
    expect(html).toMatch(/<img src="data:image\/png;base64,iVBOR[\w+/=]+" width="220" alt="Trial 1, 0.600, slice 3">/);
  });

  test("names literature of what the catalog has, and of nothing else", () => {
    const known = [...strategies.list, ...spaces.list, ...networks.list].map(({ id }) => id);
    expect(Object.keys(REFERENCES).filter((id) => !known.includes(id))).toEqual([]);
  });
});
