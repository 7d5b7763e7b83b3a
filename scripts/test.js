import { spawn } from "node:child_process";
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
 * Format, types and lint beside unit tests, then builds and end-to-end tests, all of them, then lines that count them, name those that
 * failed and say what was skipped, and why. What reads the code needs one processor, and unit tests wait now and then: together they
 * fill two.
 */
const READING = [
  { name: "format", program: ["npx", "prettier", "--check", "--log-level", "warn", "."] },
  // The linter says what the compiler finds too, so that one program serves both.
  { name: "types and lint", program: ["npx", "eslint", ".", "--max-warnings", "0"] },
];
const RUNNING = [
  {
    name: "unit",
    program: [
      "npx",
      "vitest",
      "run",
      "--reporter=default",
      "--reporter=json",
      `--outputFile.json=${reports}/unit.json`,
    ],
    env: () => ({ ...vulkanOf(ensureChromium()), CRISTAE_NEEDS_GPU: "1" }),
    count: countVitest,
  },
  { name: "build", program: ["npm", "run", "--silent", "build"] },
];
const DRIVING = [
  {
    name: "e2e",
    program: ["npx", "playwright", "test"],
    env: () => ({ CHROMIUM_PATH: ensureChromium(), PLAYWRIGHT_JSON_OUTPUT_NAME: `${reports}/e2e.json` }),
    count: countPlaywright,
  },
];

const total = { passed: 0, failed: [], skipped: [] };
await Promise.all([oneByOne(READING, { isQuiet: true }), oneByOne(RUNNING)]);
await oneByOne(DRIVING);
process.stdout.write(`\n${closingLines(total)}`);
process.exitCode = total.failed.length > 0 ? 1 : 0;

/** Runs suites one after the other; a quiet one keeps its words until it has ended, so that they stand together. */
async function oneByOne(suites, { isQuiet = false } = {}) {
  for (const { name, program, env, count } of suites) {
    if (!isQuiet) process.stdout.write(`\n── ${name}\n`);
    const began = Date.now();
    const { isGreen, words } = await run(program, env?.() ?? {}, isQuiet);
    const counted = count?.() ?? { passed: isGreen ? 1 : 0, failed: [], skipped: [] };
    total.passed += counted.passed;
    total.failed.push(...(isGreen || counted.failed.length > 0 ? counted.failed : [name]));
    total.skipped.push(...counted.skipped);
    const seconds = Math.round((Date.now() - began) / 1000);
    process.stdout.write(`${words}── ${name}: ${isGreen ? "green" : "red"} in ${seconds} s\n`);
  }
}

/** Runs a program to its end, its output passed on or kept. */
function run([program, ...args], env, isQuiet) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: root,
      stdio: ["ignore", ...(isQuiet ? ["pipe", "pipe"] : ["inherit", "inherit"])],
      env: { ...process.env, npm_config_loglevel: "error", ...env },
    });
    let words = "";
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (part) => (words += part));
    child.once("error", reject);
    child.once("close", (code) => resolve({ isGreen: code === 0, words }));
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
