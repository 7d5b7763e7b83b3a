import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test, vi } from "vitest";
import { vulkanOf } from "./chromium.js";

const folder = mkdtempSync(join(tmpdir(), "cristae-chromium-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("Vulkan is looked for beside the program, and what the environment says of it holds", () => {
  const program = join(folder, "chromium");
  for (const file of [program, join(folder, "libvulkan.so.1")]) writeFileSync(file, "");
  vi.stubEnv("LD_LIBRARY_PATH", "/own/libraries");
  vi.stubEnv("VK_ICD_FILENAMES", undefined);
  const driver = join(folder, "vk_swiftshader_icd.json");
  expect(vulkanOf(program)).toEqual({ VK_ICD_FILENAMES: driver, LD_LIBRARY_PATH: `/own/libraries:${folder}` });
  vi.stubEnv("VK_ICD_FILENAMES", "/own/driver.json");
  expect(vulkanOf(program)).toMatchObject({ VK_ICD_FILENAMES: "/own/driver.json" });
  vi.unstubAllEnvs();
});
