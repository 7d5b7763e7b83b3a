import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { ensureChromium } from "../scripts/chromium.js";

/** Runs the end-to-end tests that `npm test` leaves out as they take minutes; those are tagged @long. */
const { status } = spawnSync(
  "npx",
  ["playwright", "test", "--grep", "@long", "--reporter=list", ...process.argv.slice(2)],
  {
    cwd: fileURLToPath(new URL("../", import.meta.url)),
    stdio: "inherit",
    env: { ...process.env, CRISTAE_LONG: "1", CHROMIUM_PATH: ensureChromium() },
  },
);
process.exitCode = status ?? 1;
