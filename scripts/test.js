import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { ensureChromium, vulkanOf } from "./chromium.js";
import {
  closingLines,
  failedEndToEndTests,
  failedUnitTests,
  skippedEndToEndTests,
  skippedUnitTests,
} from "./closing.js";

const root = fileURLToPath(new URL("../", import.meta.url));
const reports = `${root}.cache/test-reports`;
rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });

/** Format, types and lint, unit tests, builds and end-to-end tests, all of them, then lines that count them, name those that failed and say what was skipped, and why. */
const SUITES = [
  { name: "format", run: () => command("npx", ["prettier", "--check", "--log-level", "warn", "."]) },
  // The linter says what the compiler finds too, so that one program serves both.
  { name: "types and lint", run: () => command("npx", ["eslint", ".", "--max-warnings", "0"]) },
  {
    name: "unit",
    run: () =>
      command(
        "npx",
        ["vitest", "run", "--reporter=default", "--reporter=json", `--outputFile.json=${reports}/unit.json`],
        { ...vulkanOf(ensureChromium()), CRISTAE_NEEDS_GPU: "1" },
      ),
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

const total = { passed: 0, failed: [], skipped: [] };
for (const { name, run, count } of SUITES) {
  process.stdout.write(`\n── ${name}\n`);
  const began = Date.now();
  const isGreen = run();
  const counted = (count ?? (() => null))() ?? { passed: isGreen ? 1 : 0, failed: [], skipped: [] };
  total.passed += counted.passed;
  total.failed.push(...(isGreen || counted.failed.length > 0 ? counted.failed : [name]));
  total.skipped.push(...counted.skipped);
  process.stdout.write(`── ${name}: ${isGreen ? "green" : "red"} in ${Math.round((Date.now() - began) / 1000)} s\n`);
}
process.stdout.write(`\n${closingLines(total)}`);
process.exitCode = total.failed.length > 0 ? 1 : 0;

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
  return (
    report && { passed: report.numPassedTests, failed: failedUnitTests(report), skipped: skippedUnitTests(report) }
  );
}

function countPlaywright() {
  const report = read("e2e.json");
  return (
    report && {
      passed: report.stats.expected + report.stats.flaky,
      failed: failedEndToEndTests(report),
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
