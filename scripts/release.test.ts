import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), "utf8");

test("citation and changelog are of the version in package.json", () => {
  const { version } = JSON.parse(read("package.json")) as { version: string };
  expect(/^version: (.*)$/m.exec(read("CITATION.cff"))?.[1]).toBe(version);
  expect(/^## \[(\d.*?)\]/m.exec(read("CHANGELOG.md"))?.[1]).toBe(version);
});
