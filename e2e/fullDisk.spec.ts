import { execFileSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { cristae, SMALL_SEARCH } from "./cristae.ts";

const folder = mkdtempSync(join(tmpdir(), "cristae-full-"));
const full = join(folder, "full");
const at = (name: string) => join(folder, name);

/** A disk of its own with this much room; false where only root may make one. */
function mountDisk(kilobytes: number): boolean {
  mkdirSync(full, { recursive: true });
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${kilobytes}k`, "tmpfs", full], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

const unmount = () => execFileSync("umount", [full]);
const isRoot = mountDisk(100);
if (isRoot) unmount();
test.skip(!isRoot, "full disks, as making one needs root");
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

const study = at("study.cristae.zip");

/** An old file that nearly fills the disk, and what is left of it after a command could not write its own. */
async function keepsOld(name: string, ...args: readonly string[]): Promise<void> {
  mountDisk(120);
  try {
    writeFileSync(join(full, name), "old");
    writeFileSync(join(full, "ballast"), new Uint8Array(100_000));
    const { code, stderr } = await cristae(...args);
    expect(stderr).toMatch(/disk is full: .*free some space/i);
    expect(code).toBe(1);
    expect(readFileSync(join(full, name), "utf8")).toBe("old");
    expect(readdirSync(full).sort()).toEqual(["ballast", name].sort());
  } finally {
    unmount();
  }
}

test("a full disk keeps the mask, the figure and the study that were there before", async () => {
  const { samples } = await import("../src/catalog/samples/index.ts");
  const { encodeTiff } = await import("../src/catalog/exports/tiff.ts");
  const { volume } = samples.get("platelets").create();
  writeFileSync(at("image.tif"), encodeTiff(volume));
  expect((await cristae("search", ...SMALL_SEARCH, "--out", study)).code).toBe(0);
  await keepsOld(
    "mask.tif",
    "predict",
    study,
    "--image",
    at("image.tif"),
    "--out",
    join(full, "mask.tif"),
    "--device",
    "simd",
    "--force",
  );
  await keepsOld(
    "figure.svg",
    "search",
    ...SMALL_SEARCH,
    "--out",
    at("other.cristae.zip"),
    "--figure",
    join(full, "figure.svg"),
    "--force",
  );
  await keepsOld("repaired.cristae.zip", "repair", study, "--out", join(full, "repaired.cristae.zip"), "--force");
});

test("a study whose disk fills up while it is searched opens and goes on with every line that was logged", async () => {
  const bytes = statSync(study).size;
  const place = join(full, "study.cristae.zip");
  mountDisk(Math.ceil(bytes / 1000) + 1500);
  try {
    copyFileSync(study, place);
    const before = (await cristae("show", place, "--json")).lines.filter(({ type }) => type === "trial");
    const { code, stderr } = await cristae(
      "resume",
      place,
      "--trials",
      "12",
      "--workers",
      "1",
      "--device",
      "simd",
      "--json",
    );
    if (code === 0) throw new Error("The disk was large enough; make it smaller.");
    expect(stderr).toMatch(/disk is full/i);
    expect(existsSync(place)).toBe(true);
    const shown = await cristae("show", place, "--json");
    expect(shown.code).toBe(0);
    expect(shown.lines.filter(({ type }) => type === "trial").slice(0, before.length)).toEqual(before);
  } finally {
    unmount();
  }
});
