import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";

/** Packages that are unpacked for tests lie where programs keep what they can fetch again. */
const UNPACKED = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "cristae", "servers");

/** A redis-server to test with: the system's, one unpacked before, or Debian's package, unpacked without installing it; null where there is none. */
export function ensureRedis() {
  return (
    inPath("redis-server") ??
    unpacked("redis-server") ??
    unpackFromDebian("redis-server", ["redis-tools", "redis-server"])
  );
}

/** The folder of PostgreSQL's own programs (`initdb`, `postgres`), null where it is not installed: it is too large to fetch for tests. */
export function findPostgres() {
  const homes = ["/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt"].flatMap((root) =>
    existsSync(root) ? readdirSync(root).map((version) => join(root, version, "bin")) : [],
  );
  const beside = inPath("postgres")?.replace(/\/postgres$/, "");
  return (
    [beside, ...homes].find((folder) => folder && runs(join(folder, "initdb")) && runs(join(folder, "postgres"))) ??
    null
  );
}

const inPath = (name) => spawnSync("sh", ["-c", `command -v ${name}`], { encoding: "utf8" }).stdout?.trim() || null;

const runs = (program) => existsSync(program) && spawnSync(program, ["--version"]).status === 0;

function unpacked(name) {
  const path = join(UNPACKED, "usr/bin", name);
  return runs(path) ? path : null;
}

/** Needs no rights: the packages are downloaded as files and unpacked into a folder. */
function unpackFromDebian(name, packages) {
  if (!inPath("apt-get") || !inPath("dpkg-deb")) return null;
  process.stderr.write(`No ${name} found; unpacking Debian's for the tests.\n`);
  const folder = mkdtempSync(join(tmpdir(), "cristae-debian-"));
  try {
    const { status } = spawnSync("apt-get", ["download", "-qq", ...packages, ...librariesOf(packages)], {
      cwd: folder,
      timeout: 120_000,
    });
    if (status !== 0) return null;
    mkdirSync(UNPACKED, { recursive: true });
    for (const file of readdirSync(folder)) spawnSync("dpkg-deb", ["-x", join(folder, file), UNPACKED]);
    return unpacked(name);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Libraries that a package needs and this system has not installed. */
function librariesOf(packages) {
  const { stdout } = spawnSync("apt-cache", ["depends", "--important", ...packages], { encoding: "utf8" });
  const needed = [...(stdout ?? "").matchAll(/Depends: (lib[\w.+-]+)/g)].map(([, name]) => name);
  return [...new Set(needed)].filter((name) => spawnSync("dpkg", ["-s", name]).status !== 0);
}
