import { expect, test } from "vitest";
import { closingLines, skippedEndToEndTests, skippedUnitTests } from "./skipped.js";

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

test("the closing lines count tests by reason, and say nothing of reasons where there are none", () => {
  expect(closingLines({ passed: 12, failed: 1, skipped: [] })).toBe("12 passed, 1 failed\n");
  expect(closingLines({ passed: 12, failed: 0, skipped: [DRIVER, DRIVER] })).toBe(
    `12 passed, 0 failed\n2 skipped: ${DRIVER}.\n`,
  );
  expect(
    closingLines({ passed: 12, failed: 0, skipped: [DRIVER, "full disks, as making one needs root", DRIVER] }),
  ).toBe(`12 passed, 0 failed\n3 skipped: ${DRIVER} (2); full disks, as making one needs root (1).\n`);
});
