import { expect, test, vi } from "vitest";
import { pipelines } from "../../catalog/pipelines/index.ts";
import { trialFormats } from "../../catalog/trialFormats/index.ts";
import { createStudioStore } from "../../state/store.ts";
import { createFakeStudio, followFake } from "../../testing/fakeStudio.ts";
import { paletteCommands } from "./paletteCommands.ts";

async function studio() {
  const client = createFakeStudio();
  const store = createStudioStore(client, () => undefined);
  await store.getState().loadSamples();
  return { client, store, labels: () => paletteCommands(store).map(({ label }) => label) };
}

test("without a study the palette offers samples, pipelines and a new search", async () => {
  const { labels } = await studio();
  expect(labels()).toEqual(expect.arrayContaining(["New search", "Open sample Platelets"]));
  for (const { label } of pipelines.list) expect(labels()).toContain(`Plan: ${label}`);
  expect(labels()).not.toContain("Export study");
});

test("with a study it offers its trials by name, every format they leave in, and what menus do", async () => {
  const { client, store, labels } = await studio();
  await followFake(store, client);
  for (const { label } of trialFormats.list) expect(labels()).toContain(`Save trials as ${label}`);
  expect(labels()).toEqual(expect.arrayContaining(["Rename study", "Export study", "Save report", "Open Trial 2"]));
  const ids = paletteCommands(store).map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

test("a trial is opened from any room", async () => {
  const { client, store } = await studio();
  await followFake(store, client);
  const openTrial = vi.fn();
  store.setState({ openTrial, room: "learn" });
  paletteCommands(store).find(({ label }) => label === "Open Trial 2")!.run!();
  expect([openTrial.mock.calls, store.getState().room]).toEqual([[[2]], "search"]);
});
