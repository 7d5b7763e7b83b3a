import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { chmodSync, chownSync, mkdtempSync, rmSync } from "node:fs";
import { connect, createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureRedis, findPostgres } from "../../scripts/servers.js";

/** A server that a test started for itself, on a free port of this machine and with a folder of its own. */
export interface TestServer {
  readonly address: string;
  readonly port: number;
  /** Ends it as a power failure does, and starts it again on what it had written. */
  killAndRestart(): Promise<void>;
  stop(): Promise<void>;
}

/** Redis as a lab is told to run it: an append-only file, written every second, and nothing thrown away. Null where there is none to be had. */
export async function startRedis(): Promise<TestServer | null> {
  const program = ensureRedis();
  if (!program) return null;
  const folder = mkdtempSync(join(tmpdir(), "cristae-redis-"));
  const port = await freePort();
  const args = ["--port", String(port), "--bind", "127.0.0.1", "--dir", folder, "--save", "", "--appendonly", "yes"];
  const rules = ["--appendfsync", "everysec", "--maxmemory-policy", "noeviction", "--loglevel", "warning"];
  return serving({ program, args: [...args, ...rules], port, folder, address: `redis://127.0.0.1:${port}` });
}

/** PostgreSQL with an empty database. Null where it is not installed. */
export async function startPostgres(): Promise<TestServer | null> {
  const programs = findPostgres();
  if (!programs) return null;
  const folder = mkdtempSync(join(tmpdir(), "cristae-postgres-"));
  const port = await freePort();
  const user = unprivileged();
  if (user) chownSync(folder, user.uid, user.gid);
  chmodSync(folder, 0o700);
  const init = ["-D", folder, "-U", "cristae", "-A", "trust", "--no-sync"];
  const { status, stderr } = spawnSync(join(programs, "initdb"), init, { ...user, cwd: folder, encoding: "utf8" });
  if (status !== 0) throw new Error(`initdb failed: ${stderr}`);
  const args = ["-D", folder, "-p", String(port), "-c", "listen_addresses=127.0.0.1", "-c", `unix_socket_directories=`];
  const address = `postgres://cristae@127.0.0.1:${port}/postgres`;
  return serving({ program: join(programs, "postgres"), args, port, folder, address, user });
}

interface Serving {
  readonly program: string;
  readonly args: readonly string[];
  readonly port: number;
  readonly folder: string;
  readonly address: string;
  readonly user?: { readonly uid: number; readonly gid: number } | undefined;
}

async function serving({ program, args, port, folder, address, user }: Serving): Promise<TestServer> {
  let child = start();

  function start(): ChildProcess {
    return spawn(program, args, { stdio: "ignore", cwd: folder, ...user });
  }
  const end = async (signal: NodeJS.Signals) => {
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill(signal);
    await ended;
  };
  // A test process that dies takes its server along.
  process.once("exit", () => child.kill("SIGKILL"));
  await answering(port);
  return {
    address,
    port,
    async killAndRestart() {
      await end("SIGKILL");
      child = start();
      await answering(port);
    },
    async stop() {
      await end("SIGKILL");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** PostgreSQL does not run as root. */
function unprivileged(): { readonly uid: number; readonly gid: number } | undefined {
  return process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : undefined;
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

async function answering(port: number): Promise<void> {
  for (;;) {
    const isOpen = await new Promise((resolve) => {
      const socket = connect(port, "127.0.0.1", () => resolve(true)).once("error", () => resolve(false));
      socket.once("connect", () => socket.end());
    });
    if (isOpen) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
