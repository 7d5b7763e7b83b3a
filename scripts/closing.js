import { fileURLToPath } from "node:url";

/**
 * Why tests were skipped: one entry a test, in the order of a report of vitest's JSON reporter. What gives no reason (in its options,
 * see `src/testing/skipping.ts`) is named itself.
 */
export function skippedUnitTests(report) {
  return report.testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => ["skipped", "pending", "disabled", "todo"].includes(status))
    .map(({ meta, fullName }) => meta?.skippedBecause ?? unexplained(fullName));
}

/** The same of a report of Playwright's JSON reporter, whose reasons are descriptions of `test.skip`. */
export function skippedEndToEndTests(report) {
  return specsOf(report).flatMap(({ title, tests }) =>
    tests
      .filter(({ status }) => status === "skipped")
      .map(({ annotations }) => annotations.find(({ description }) => description)?.description ?? unexplained(title)),
  );
}

/** Which unit tests failed, by file and name; a file that could not be read as tests is named itself. */
export function failedUnitTests(report) {
  return report.testResults.flatMap(({ name, status, assertionResults }) => {
    const failed = assertionResults.filter((test) => test.status === "failed");
    if (failed.length > 0) return failed.map(({ fullName }) => `${inProject(name)} › ${fullName}`);
    return status === "failed" ? [inProject(name)] : [];
  });
}

/** The same of end-to-end tests. */
export function failedEndToEndTests(report) {
  return specsOf(report)
    .filter(({ tests }) => tests.some(({ status }) => status === "unexpected"))
    .map(({ file, title }) => `e2e/${file} › ${title}`);
}

/**
 * The closing lines: counts, which tests failed, a line each, and what was skipped and why, a clause for each reason with how many
 * tests it took. They stand alone: of a long run often nothing but its end is kept.
 */
export function closingLines({ passed, failed, skipped }) {
  const counts = new Map();
  for (const because of skipped) counts.set(because, (counts.get(because) ?? 0) + 1);
  const reasons = [...counts].map(([because, count]) => (counts.size > 1 ? `${because} (${count})` : because));
  const why = skipped.length > 0 ? `${skipped.length} skipped: ${reasons.join("; ")}.\n` : "";
  return `${passed} passed, ${failed.length} failed\n${failed.map((name) => `failed: ${name}\n`).join("")}${why}`;
}

const unexplained = (name) => `"${name}", for no stated reason`;

const inProject = (path) => path.replace(fileURLToPath(new URL("../", import.meta.url)), "");

const specsOf = ({ specs = [], suites = [] }) => [...specs, ...suites.flatMap(specsOf)];
