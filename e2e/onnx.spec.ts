import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import AxeBuilder from "@axe-core/playwright";
import { expect } from "@playwright/test";
import { cristae, SMALL_SEARCH } from "./cristae.ts";
import { leaveToFuzz } from "./long.ts";
import { test } from "./finishedSearch.ts";
import { boardRow, openRoom, searchEnds } from "./support.ts";

const folder = mkdtempSync(join(tmpdir(), "cristae-onnx-"));
const at = (name: string) => join(folder, name);
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A study of one network, and that network as an ONNX file. */
async function studyAndFile(): Promise<{ readonly study: string; readonly file: string; readonly meanIou: number }> {
  const [study, file] = [at("one.cristae.zip"), at("found.onnx")];
  const words = SMALL_SEARCH.with(SMALL_SEARCH.indexOf("--trials") + 1, "1");
  const { lines } = await cristae("search", ...words, "--out", study, "--force");
  await cristae(
    "export",
    study,
    "--format",
    "onnx",
    "--licence",
    "CC-BY-4.0",
    "--out",
    file,
    "--force",
    "--device",
    "simd",
  );
  return { study, file, meanIou: Number(lines.find(({ type }) => type === "finished")!.meanIou) };
}

test(
  "an exported network scores as a baseline what it scored as a trial, and stays with the study",
  { tag: "@long" },
  async () => {
    leaveToFuzz();
    const { file, meanIou } = await studyAndFile();
    const words = SMALL_SEARCH.with(SMALL_SEARCH.indexOf("--trials") + 1, "1");
    const ended = await cristae("search", ...words, "--baseline", file, "--out", at("two.cristae.zip"));
    expect(ended.code).toBe(0);
    const [baseline] = ended.lines.filter(({ type }) => type === "finished");
    expect(Math.abs(Number(baseline!.meanIou) - meanIou)).toBeLessThan(1e-4);
    rmSync(file);
    const resumed = await cristae("resume", at("two.cristae.zip"), "--trials", "2", "--device", "simd", "--json");
    expect(resumed.code).toBe(0);
    const shown = await cristae("show", at("two.cristae.zip"), "--json");
    expect(shown.lines.filter(({ type }) => type === "trial").map(({ label }) => label)).toEqual(["found", "1", "2"]);
  },
);

test("what is no baseline is said before anything is trained", async () => {
  writeFileSync(at("bad.onnx"), "nothing");
  const { code, stderr } = await cristae(
    "search",
    ...SMALL_SEARCH,
    "--baseline",
    at("bad.onnx"),
    "--out",
    at("no.cristae.zip"),
  );
  expect(code).not.toBe(0);
  expect(stderr).toMatch(/This is no ONNX file/);
});

test("a file opened in the page joins the leaderboard and is a pane of Compare", async ({
  page,
  openFinishedSearch,
}) => {
  await openFinishedSearch();
  await boardRow(page, 1).click();
  await page.getByRole("button", { name: "Open the trial's page" }).click();
  await page.getByRole("button", { name: "Export network" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Write it and check it" }).click();
  const download = page.waitForEvent("download");
  await dialog.getByRole("button", { name: "Download" }).click();
  await (await download).saveAs(at("found.onnx"));
  writeFileSync(at("bad.onnx"), "nothing");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "All trials" }).click();

  await page.getByRole("button", { name: "Add", exact: true }).click();
  await page.getByRole("menuitem", { name: "ONNX file as a baseline" }).click();
  const choose = async (name: string) => {
    await dialog.locator("input[type=file]").setInputFiles(at(name));
    await dialog.getByRole("button", { name: "Add and score it" }).click();
  };
  await choose("bad.onnx");
  await expect(dialog.getByRole("status")).toContainText("This is no ONNX file");
  const { violations } = await new AxeBuilder({ page }).include("[role=dialog]").analyze();
  expect(violations.filter(({ impact }) => impact === "serious" || impact === "critical")).toEqual([]);
  await choose("found.onnx");
  await expect(dialog).toBeHidden();
  await searchEnds(page);
  const row = page.getByRole("row", { name: /found/ });
  await expect(row).toContainText(/0\.\d{3}/);
  await row.click();
  await page.keyboard.press("c");
  await openRoom(page, "Compare");
  await expect(page.getByRole("button", { name: /^Pane . shows found$/ }).first()).toBeVisible();
});
