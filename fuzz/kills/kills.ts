import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRandom, type Random } from "../../src/core/random.ts";
import { foundIn, studyUnderFire, writeStack, type Running, type StudyUnderFire } from "./study.ts";

export interface KillOptions {
  /** The command line's entry. */
  readonly cristae: string;
  readonly kills: number;
  readonly seed: number;
  /** Studies killed side by side. */
  readonly lanes?: number;
  readonly tell?: (text: string) => void;
}

export interface KillResult {
  readonly kills: number;
  readonly studies: number;
  /** Processes that were turned away because another was writing. */
  readonly refused: number;
  /** Sentences on what went wrong; empty where nothing did. */
  readonly findings: readonly string[];
}

/** Kills that one study takes, at least and at most, before it is let go to its end. */
const KILLS_A_STUDY = [3, 10] as const;

/**
 * Kills searches at random moments with SIGKILL, also two that resume one study at once. After every kill the study must open, with
 * every line that was logged; resumed to its end it must find what an uninterrupted search finds.
 */
export async function runKills({
  cristae,
  kills,
  seed,
  lanes = 2,
  tell = () => undefined,
}: KillOptions): Promise<KillResult> {
  const folder = mkdtempSync(join(tmpdir(), "cristae-kills-"));
  const result = { kills: 0, studies: 0, refused: 0, findings: [] as string[] };
  try {
    writeStack(folder);
    const whole = studyUnderFire(cristae, join(folder, "whole.cristae.zip"));
    const began = performance.now();
    const { code, stderr } = await whole.search().ended;
    if (code !== 0) throw new Error(`The uninterrupted search failed: ${stderr}`);
    const milliseconds = performance.now() - began;
    const wanted = JSON.stringify(foundIn((await whole.show()).stdout));
    await Promise.all(Array.from({ length: lanes }, lane));
    return result;

    async function lane(): Promise<void> {
      while (result.kills < kills) {
        const number = ++result.studies;
        const study = studyUnderFire(cristae, join(folder, `${number}.cristae.zip`));
        const random = createRandom(seed, "kills", number);
        const allowed = Math.min(random.int(...KILLS_A_STUDY), kills - result.kills);
        result.kills += allowed;
        const findings = await killAndCheck(study, {
          random,
          allowed,
          milliseconds: milliseconds * lanes,
          wanted,
          onRefused: () => result.refused++,
        });
        result.findings.push(...findings.map((finding) => `study ${number}: ${finding}`));
        tell(`study ${number}: ${allowed} kills, ${findings.length === 0 ? "whole" : findings.join("; ")}`);
        rmSync(study.file, { force: true });
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Fire {
  readonly random: Random;
  readonly allowed: number;
  /** How long a whole search takes: kills fall within. */
  readonly milliseconds: number;
  readonly wanted: string;
  readonly onRefused: () => void;
}

async function killAndCheck(
  study: StudyUnderFire,
  { random, allowed, milliseconds, wanted, onRefused }: Fire,
): Promise<readonly string[]> {
  const findings: string[] = [];
  let known: readonly string[] = [];
  const check = async (when: string) => {
    const lines = study.lines();
    const lost = known.findIndex((line, index) => line !== lines[index]);
    if (lost >= 0) findings.push(`line ${lost + 1} of ${known.length} was lost ${when}`);
    known = lines;
    const { code, stdout, stderr } = await study.show();
    if (lines.length > 0 && (code !== 0 || stdout.includes('"damage"')))
      findings.push(`it does not open ${when}: ${stderr.trim() || stdout.slice(0, 300)}`);
  };
  for (let kill = 1; kill <= allowed; kill++) {
    const isTwo = known.length > 0 && random.float() < 0.4;
    const running = isTwo ? [study.resume(), study.resume()] : [known.length === 0 ? study.search() : study.resume()];
    await killed(running, random, milliseconds);
    for (const { ended } of running) if ((await ended).stderr.includes("is working on")) onRefused();
    await check(`after kill ${kill}${isTwo ? " of two at once" : ""}`);
  }
  const { code, stderr } = await (known.length === 0 ? study.search() : study.resume()).ended;
  if (code !== 0) findings.push(`it cannot be gone on with: ${stderr.trim()}`);
  await check("at its end");
  const found = JSON.stringify(foundIn((await study.show()).stdout));
  if (found !== wanted) findings.push(`it found ${found}, uninterrupted ${wanted}`);
  return findings;
}

/** Kills one process after the other, each at a moment of its own, unless it ends before. */
async function killed(running: readonly Running[], random: Random, milliseconds: number): Promise<void> {
  await Promise.all(
    running.map(async ({ process, ended }) => {
      const timer = setTimeout(() => process.kill("SIGKILL"), random.float() * milliseconds);
      await ended;
      clearTimeout(timer);
    }),
  );
}
