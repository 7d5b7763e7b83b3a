import type { AddressInfo } from "node:net";
import { existsSync } from "node:fs";
import type { Server } from "node:http";
import open from "open";
import { StudioError } from "../../core/errors.ts";
import type { Output } from "../output.ts";
import { createPageServer, PAGE } from "../studio/pageServer.ts";

export interface StudioFlags {
  readonly host: string;
  readonly port?: number | undefined;
  readonly open: boolean;
}

const FIRST_PORT = 4173;
/** How many ports are tried, one after the other, unless one was asked for. */
const TRIES = 20;

/** Serves the studio until the process is stopped. Throws StudioError "NotFound" where the page was not built, "BadInput" for a port that cannot be had. */
export async function studio({ host, port, open: isOpened }: StudioFlags, output: Output): Promise<void> {
  if (!existsSync(PAGE))
    throw new StudioError("NotFound", `The page is not there: ${PAGE} was not built. Run npm run build.`);
  const server = createPageServer(PAGE);
  await listen(server, { host, port: port ?? FIRST_PORT, tries: port === undefined ? TRIES : 0 });
  // A file may vanish while it is sent, as when the page is built anew: that request fails, not the server.
  process.on("uncaughtException", (error) => output.note(`a request failed: ${error.message}`));
  const address = addressOf(host, (server.address() as AddressInfo).port);
  output.json({ type: "studio", address });
  output.say(`Cristae is at ${address}`);
  if (isOpened && !isHeadless()) await open(address).catch(() => undefined);
  await new Promise((resolve) => server.on("close", resolve));
}

interface Place {
  readonly host: string;
  readonly port: number;
  /** Further ports to try where this one is taken. */
  readonly tries: number;
}

async function listen(server: Server, { host, port, tries }: Place): Promise<void> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, host, () => {
        server.off("error", reject);
        resolve();
      });
    });
  } catch (error) {
    const { code = "", message } = error as NodeJS.ErrnoException;
    if (code === "EADDRINUSE" && tries > 0) return listen(server, { host, port: port + 1, tries: tries - 1 });
    throw new StudioError(
      "BadInput",
      `Port ${port} of ${host} cannot be used: ${reasonOf(code, host) ?? message}. Give a free one with --port or PORT.`,
    );
  }
}

const reasonOf = (code: string, host: string): string | undefined =>
  ({
    EADDRINUSE: "another program listens there",
    EACCES: "this user may not listen there",
    EADDRNOTAVAIL: `this machine has no address ${host}`,
  })[code];

/** A name that browsers hold to be safe where there is one. */
function addressOf(host: string, port: number): string {
  const name = host === "127.0.0.1" ? "localhost" : host.includes(":") ? `[${host}]` : host;
  return `http://${name}:${port}/`;
}

function isHeadless(): boolean {
  const { CI, DISPLAY, WAYLAND_DISPLAY } = process.env;
  return Boolean(CI) || (process.platform === "linux" && !DISPLAY && !WAYLAND_DISPLAY);
}
