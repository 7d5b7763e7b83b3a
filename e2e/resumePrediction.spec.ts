import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { encodeNpy } from "../src/catalog/exports/npy.ts";
import { CLI, cristae } from "./cristae.ts";

const folder = mkdtempSync(join(tmpdir(), "cristae-resume-"));
const at = (name: string) => join(folder, name);
const SHAPE = [24, 512, 512] as const;
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

function writeStack(name: string, seed: number): string {
  const values = new Uint8Array(SHAPE[0] * SHAPE[1] * SHAPE[2]);
  for (let index = 0; index < values.length; index++)
    values[index] = (Math.imul(index + seed, 2654435761) >>> 24) & 255;
  writeFileSync(at(name), encodeNpy(values, SHAPE));
  return at(name);
}

/** Starts a prediction and kills it once its record says that some slices are done. */
async function killedHalfway(args: readonly string[], record: string): Promise<number> {
  const child = spawn(process.execPath, [CLI, ...args], { stdio: "ignore" });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const done = () => {
    try {
      return (JSON.parse(readFileSync(record, "utf8")) as { readonly done: readonly unknown[] }).done.length;
    } catch {
      return 0;
    }
  };
  while (done() === 0 && child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 5));
  child.kill("SIGKILL");
  await ended;
  return done();
}

test("a prediction that is killed goes on where it was, to the same file bit for bit", async () => {
  test.setTimeout(600_000);
  const study = at("study.cristae.zip");
  const training = ["--network", "unet", "--set", "base=8", "--steps", "2", "--device", "simd", "--out", study];
  expect((await cristae("train", "--sample", "membranes", ...training)).code).toBe(0);
  const [image, other] = [writeStack("image.npy", 0), writeStack("other.npy", 1)];
  const asked = (out: string, stack = image) => ["predict", study, "--image", stack, "--out", out, "--device", "simd"];
  expect((await cristae(...asked(at("undisturbed.tif")))).code).toBe(0);

  const record = at(".mask.tif.part.json");
  expect(await killedHalfway(asked(at("mask.tif")), record)).toBeGreaterThan(0);
  expect(existsSync(at("mask.tif"))).toBe(false);

  const wrong = await cristae(...asked(at("mask.tif"), other), "--resume");
  expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining("is of another image")]);
  const nothing = await cristae(...asked(at("nothing.tif")), "--resume");
  expect(nothing.stderr).toContain("There is no unfinished prediction to go on with");

  const resumed = await cristae(...asked(at("mask.tif")), "--resume");
  expect([resumed.code, resumed.stderr]).toEqual([0, ""]);
  expect(readFileSync(at("mask.tif")).equals(readFileSync(at("undisturbed.tif")))).toBe(true);
  expect(readdirSync(folder).filter((name) => name.includes(".part"))).toEqual([]);
});
