import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { ensureChromium } from "./chromium.js";
import { closingLines, skippedEndToEndTests, skippedUnitTests } from "./skipped.js";

const root = fileURLToPath(new URL("../", import.meta.url));
const reports = `${root}.cache/test-reports`;
rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });

/** Format, types and lint, unit tests, builds and end-to-end tests, all of them, then lines that count them and say what was skipped, and why. */
const SUITES = [
  { name: "format", run: () => command("npx", ["prettier", "--check", "--log-level", "warn", "."]) },
  // The linter says what the compiler finds too, so that one program serves both.
  { name: "types and lint", run: () => command("npx", ["eslint", ".", "--max-warnings", "0"]) },
  {
    name: "unit",
    run: () =>
      command("npx", [
        "vitest",
        "run",
        "--reporter=default",
        "--reporter=json",
        `--outputFile.json=${reports}/unit.json`,
      ]),
    count: countVitest,
  },
  { name: "build", run: () => command("npm", ["run", "--silent", "build"]) },
  {
    name: "e2e",
    run: () =>
      command("npx", ["playwright", "test"], {
        CHROMIUM_PATH: ensureChromium(),
        PLAYWRIGHT_JSON_OUTPUT_NAME: `${reports}/e2e.json`,
      }),
    count: countPlaywright,
  },
];

const total = { passed: 0, failed: 0, skipped: [] };
for (const { name, run, count } of SUITES) {
  process.stdout.write(`\n── ${name}\n`);
  const began = Date.now();
  const isGreen = run();
  const counted = (count ?? (() => null))() ?? { passed: isGreen ? 1 : 0, failed: isGreen ? 0 : 1, skipped: [] };
  if (!isGreen && counted.failed === 0) counted.failed = 1;
  total.passed += counted.passed;
  total.failed += counted.failed;
  total.skipped.push(...counted.skipped);
  process.stdout.write(`── ${name}: ${isGreen ? "green" : "red"} in ${Math.round((Date.now() - began) / 1000)} s\n`);
}
process.stdout.write(`\n${closingLines(total)}`);
process.exitCode = total.failed > 0 ? 1 : 0;

function command(program, args, env = {}) {
  const { status } = spawnSync(program, args, {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, npm_config_loglevel: "error", ...env },
  });
  return status === 0;
}

function countVitest() {
  const report = read("unit.json");
  return report && { passed: report.numPassedTests, failed: report.numFailedTests, skipped: skippedUnitTests(report) };
}

function countPlaywright() {
  const report = read("e2e.json");
  return (
    report && {
      passed: report.stats.expected + report.stats.flaky,
      failed: report.stats.unexpected,
      skipped: skippedEndToEndTests(report),
    }
  );
}

function read(file) {
  try {
    return JSON.parse(readFileSync(`${reports}/${file}`, "utf8"));
  } catch {
    return null;
  }
}
