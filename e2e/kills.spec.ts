import { expect, test } from "@playwright/test";
import { runKills } from "../fuzz/kills/kills.ts";
import { CLI } from "./cristae.ts";

test("searches that are killed at random moments, two at once among them, lose nothing that was logged", async () => {
  const { kills, findings } = await runKills({ cristae: CLI, kills: 8, seed: 14 });
  expect(findings).toEqual([]);
  expect(kills).toBe(8);
});
