import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
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

/**
 * Builds, then format, types and lint beside unit tests beside end-to-end tests, then lines that count them, name those that failed and
 * say what was skipped, and why. Each of the three waits now and then, for a server, a page or a disk: together they fill the processors.
 */
const BUILD = { name: "build", program: ["npm", "run", "--silent", "build"] };
const READING = [
  { name: "format", program: ["npx", "prettier", "--check", "--log-level", "warn", "."] },
  // The linter says what the compiler finds too, so that one program serves both.
  { name: "types and lint", program: ["npx", "eslint", ".", "--max-warnings", "0"] },
];
const UNIT = {
  name: "unit",
  program: ["npx", "vitest", "run", "--reporter=default", "--reporter=json", `--outputFile.json=${reports}/unit.json`],
  env: () => ({ ...vulkanOf(ensureChromium()), CRISTAE_NEEDS_GPU: "1" }),
  count: countVitest,
};
const DRIVING = {
  name: "e2e",
  program: ["npx", "playwright", "test"],
  env: () => ({ CHROMIUM_PATH: ensureChromium(), PLAYWRIGHT_JSON_OUTPUT_NAME: `${reports}/e2e.json` }),
  count: countPlaywright,
};

const total = { passed: 0, failed: [], skipped: [] };
ensureChromium();
await oneByOne([BUILD]);
await Promise.all([oneByOne(READING), oneByOne([UNIT]), oneByOne([DRIVING])]);
process.stdout.write(`\n${closingLines(total)}`);
process.exitCode = total.failed.length > 0 ? 1 : 0;

/** Runs suites one after the other. */
async function oneByOne(suites) {
  for (const { name, program, env, count } of suites) {
    process.stdout.write(`── ${name} begins\n`);
    const began = Date.now();
    const isGreen = await run(program, env?.() ?? {});
    const counted = count?.() ?? { passed: isGreen ? 1 : 0, failed: [], skipped: [] };
    total.passed += counted.passed;
    total.failed.push(...(isGreen || counted.failed.length > 0 ? counted.failed : [name]));
    total.skipped.push(...counted.skipped);
    const seconds = Math.round((Date.now() - began) / 1000);
    process.stdout.write(`── ${name}: ${isGreen ? "green" : "red"} in ${seconds} s\n`);
  }
}

/** Runs a program to its end, its output passed on by whole lines, so that those of several do not run into each other. */
function run([program, ...args], env) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: root,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, npm_config_loglevel: "error", ...env },
    });
    for (const stream of [child.stdout, child.stderr])
      createInterface(stream).on("line", (line) => process.stdout.write(`${line}\n`));
    child.once("error", reject);
    child.once("close", (code) => resolve(code === 0));
  });
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
