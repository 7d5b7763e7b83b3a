import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

// The shell first: a whole Chromium without a window loads its own start page into every new context, a fifth of a test's time.
const NAMES = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const LOADER = "libvulkan.so.1";

/** A Chromium to test in: CHROMIUM_PATH, the system's, Playwright's own; null where there is none. */
export function findChromium() {
  if (process.env.CHROMIUM_PATH) return existsSync(process.env.CHROMIUM_PATH) ? process.env.CHROMIUM_PATH : null;
  for (const name of NAMES) {
    const found = spawnSync("sh", ["-c", `command -v ${name}`], { encoding: "utf8" }).stdout?.trim();
    if (found) return found;
  }
  return playwrightsOwn();
}

function playwrightsOwn() {
  try {
    const script = 'import("@playwright/test").then(({ chromium }) => process.stdout.write(chromium.executablePath()))';
    const path = execFileSync(process.execPath, ["-e", script], { encoding: "utf8" });
    return existsSync(path) ? path : null;
  } catch {
    return null;
  }
}

/** Folders in which a Chromium has Vulkan in software, for programs that look for a GPU outside of it. */
const FOLDERS = ["/usr/lib/chromium", "/usr/lib/chromium-browser", "/opt/google/chrome"];

/**
 * What tells other programs of the Vulkan that comes with a Chromium (its loader, and a driver that computes in software); nothing
 * where it has none.
 */
export function vulkanOf(chromium) {
  const folder = [dirname(realpathSync(chromium)), ...FOLDERS].find((path) => existsSync(join(path, LOADER)));
  if (!folder) return {};
  return {
    VK_ICD_FILENAMES: process.env.VK_ICD_FILENAMES ?? join(folder, "vk_swiftshader_icd.json"),
    LD_LIBRARY_PATH: [process.env.LD_LIBRARY_PATH, folder].filter(Boolean).join(":"),
  };
}

/** Finds a Chromium, else installs one: Playwright's download where it works, else Debian's package. */
export function ensureChromium() {
  const found = findChromium();
  if (found) return found;
  process.stderr.write("No Chromium found; installing one for the tests.\n");
  const playwright = join(dirname(createRequire(import.meta.url).resolve("@playwright/test/package.json")), "cli.js");
  spawnSync(process.execPath, [playwright, "install", "--with-deps", "chromium"], {
    stdio: "inherit",
    timeout: 300_000,
  });
  if (!findChromium()) {
    const sudo = process.getuid?.() === 0 ? "" : "sudo ";
    const install = `${sudo}apt-get install -y -qq`;
    spawnSync(
      "sh",
      ["-c", `${sudo}apt-get update -qq && (${install} chromium-headless-shell || ${install} chromium)`],
      {
        stdio: ["ignore", "ignore", "inherit"],
        timeout: 600_000,
      },
    );
  }
  const installed = findChromium();
  if (!installed) throw new Error("No Chromium could be installed. Install one and name it by CHROMIUM_PATH.");
  return installed;
}
