import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { unzipSync } from "fflate";

/** What is searched while it is killed: three networks and a test. */
const SEARCH = [
  "--train",
  "0:4",
  "--val",
  "4:6",
  "--test",
  "6:8",
  "--trials",
  "3",
  "--steps",
  "24",
  "--evaluate-every",
  "4",
  "--patch",
  "16",
  "--batch",
  "2",
  "--preset",
  "tiny",
  "--workers",
  "1",
  "--device",
  "simd",
  "--seed",
  "5",
];
const [SLICES, SIDE] = [8, 32];

/** Writes a stack of stripes in noise and its labels: small, so that nearly all of the time goes into what is to be killed. */
export function writeStack(folder: string): void {
  const header = `NRRD0004\ntype: uint8\ndimension: 3\nsizes: ${SIDE} ${SIDE} ${SLICES}\nencoding: raw\n\n`;
  const labels = Uint8Array.from({ length: SLICES * SIDE * SIDE }, (_, index) => Number((index % SIDE) % 9 < 4));
  const image = labels.map((label, index) => 90 + 60 * label + ((index * 7919) % 41));
  for (const [name, voxels] of [
    ["image", image],
    ["labels", labels],
  ] as const)
    writeFileSync(join(folder, `${name}.nrrd`), Buffer.concat([Buffer.from(header), voxels]));
}

/** One study on disk and the processes that work on it. */
export interface StudyUnderFire {
  readonly file: string;
  readonly search: () => Running;
  readonly resume: () => Running;
  /** Exit code and output of `cristae show --json`. */
  readonly show: () => Promise<Ended>;
  /** Whole lines of its log, from the copy that has more. */
  readonly lines: () => readonly string[];
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;
}

export function studyUnderFire(cristae: string, file: string): StudyUnderFire {
  const start = (...args: readonly string[]): Running => {
    const child = spawn(process.execPath, [cristae, ...args], { stdio: ["ignore", "pipe", "pipe"] });
    let [stdout, stderr] = ["", ""];
    child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
    return {
      process: child,
      ended: new Promise((resolve) => child.on("close", (code) => resolve({ code, stdout, stderr }))),
    };
  };
  return {
    file,
    search: () =>
      start(
        "search",
        "--image",
        join(dirname(file), "image.nrrd"),
        "--labels",
        join(dirname(file), "labels.nrrd"),
        ...SEARCH,
        "--out",
        file,
        "--json",
      ),
    resume: () => start("resume", file, "--workers", "1", "--device", "simd", "--json"),
    show: () => start("show", file, "--json").ended,
    lines() {
      const [folder, packed] = [
        linesOf(readIfThere(`${file.replace(/\.zip$/, "")}/log.jsonl`)),
        linesOf(logInZip(file)),
      ];
      return folder.length > packed.length ? folder : packed;
    },
  };
}

const readIfThere = (path: string): string => (existsSync(path) ? readFileSync(path, "utf8") : "");
const logInZip = (file: string): string =>
  existsSync(file) ? new TextDecoder().decode(unzipSync(readFileSync(file))["log.jsonl"]) : "";
const linesOf = (text: string): readonly string[] =>
  text
    .slice(0, text.lastIndexOf("\n") + 1)
    .split("\n")
    .filter(Boolean);

/** What a study found, as `show --json` prints it, without how long it took. */
export function foundIn(shown: string): readonly unknown[] {
  const lines = shown
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
  return lines
    .filter(({ type }) => type === "trial")
    .map(({ label, status, meanIou, perClassIou, test, parameters }) => ({
      label,
      status,
      meanIou,
      perClassIou,
      test,
      parameters,
    }));
}
