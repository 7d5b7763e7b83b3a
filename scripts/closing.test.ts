import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import {
  closingLines,
  failedEndToEndTests,
  failedUnitTests,
  skippedEndToEndTests,
  skippedUnitTests,
} from "./closing.js";

const DRIVER = "WebGPU in Node, as no Vulkan driver was found";

test("unit tests give the reason in their options, or their own name", () => {
  const assertionResults = [
    { status: "passed", fullName: "adds", meta: { skippedBecause: DRIVER } },
    { status: "skipped", fullName: "kernels on webgpu add", meta: { skippedBecause: DRIVER } },
    { status: "pending", fullName: "divides", meta: {} },
  ];
  expect(skippedUnitTests({ testResults: [{ assertionResults: [] }, { assertionResults }] })).toEqual([
    DRIVER,
    '"divides", for no stated reason',
  ]);
});

test("end-to-end tests are found in suites within suites", () => {
  const spec = (title: string, status: string, annotations: readonly object[] = []) => ({
    title,
    tests: [{ status, annotations }],
  });
  const suites = [
    {
      specs: [spec("opens", "expected")],
      suites: [
        {
          specs: [
            spec("fills a disk", "skipped", [{ type: "skip", description: "full disks, as making one needs root" }]),
            spec("waits", "skipped", [{ type: "skip" }]),
          ],
        },
      ],
    },
  ];
  expect(skippedEndToEndTests({ suites })).toEqual([
    "full disks, as making one needs root",
    '"waits", for no stated reason',
  ]);
});

test("failed tests are named with their files, and files that could not be read", () => {
  const path = (name: string) => fileURLToPath(new URL(`../src/${name}`, import.meta.url));
  const results = [
    { name: path("core/a.test.ts"), status: "passed", assertionResults: [{ status: "passed", fullName: "adds" }] },
    {
      name: path("core/b.test.ts"),
      status: "failed",
      assertionResults: [
        { status: "failed", fullName: "takes away" },
        { status: "passed", fullName: "adds" },
      ],
    },
    { name: path("core/c.test.ts"), status: "failed", assertionResults: [] },
  ];
  expect(failedUnitTests({ testResults: results })).toEqual(["src/core/b.test.ts › takes away", "src/core/c.test.ts"]);
  const spec = (title: string, status: string) => ({ file: "data.spec.ts", title, tests: [{ status }] });
  expect(failedEndToEndTests({ suites: [{ specs: [spec("opens", "flaky"), spec("closes", "unexpected")] }] })).toEqual([
    "e2e/data.spec.ts › closes",
  ]);
});

test("the closing lines count tests, name those that failed, give reasons for those skipped, and say nothing of reasons where there are none", () => {
  expect(closingLines({ passed: 12, failed: ["build"], skipped: [] })).toBe("12 passed, 1 failed\nfailed: build\n");
  expect(closingLines({ passed: 12, failed: [], skipped: [DRIVER, DRIVER] })).toBe(
    `12 passed, 0 failed\n2 skipped: ${DRIVER}.\n`,
  );
  expect(
    closingLines({ passed: 12, failed: [], skipped: [DRIVER, "full disks, as making one needs root", DRIVER] }),
  ).toBe(`12 passed, 0 failed\n3 skipped: ${DRIVER} (2); full disks, as making one needs root (1).\n`);
});
