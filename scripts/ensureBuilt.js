import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const root = new URL("../", import.meta.url);

const ENTRIES = { app: "dist/app/index.html", cli: "dist/cli/cristae.js" };
const SOURCES = ["src", "public", "build", "index.html", "package.json", "vite.config.ts"];

/** Builds the page ("app") or the command line ("cli") when there is no build, or when a source is newer than it. */
export function ensureBuilt(part) {
  const entry = new URL(ENTRIES[part], root);
  const isInstalledPackage = !existsSync(new URL("src", root));
  if (isInstalledPackage || (existsSync(entry) && newestChange(SOURCES) <= statSync(entry).mtimeMs)) return;
  process.stderr.write(`cristae: building the ${part === "app" ? "page" : "command line"} once…\n`);
  const vite = fileURLToPath(new URL("node_modules/vite/bin/vite.js", root));
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [vite, "build", "--logLevel", "warn", ...(part === "cli" ? ["--ssr"] : [])],
    { cwd: fileURLToPath(root), encoding: "utf8" },
  );
  if (status === 0) return;
  process.stderr.write(`${stdout}${stderr}\ncristae: the build failed; run \`npm ci\` first.\n`);
  process.exit(1);
}

function newestChange(paths) {
  return Math.max(...paths.map((path) => newest(new URL(path, root))));
}

function newest(url) {
  if (!existsSync(url)) return 0;
  const info = statSync(url);
  if (!info.isDirectory()) return info.mtimeMs;
  const folder = new URL(`${url.href}/`);
  return Math.max(
    info.mtimeMs,
    ...readdirSync(folder)
      .filter((name) => !name.includes(".test."))
      .map((name) => newest(new URL(encodeURIComponent(name), folder))),
  );
}
