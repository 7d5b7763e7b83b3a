import { parseArgs } from "node:util";
import { fileURLToPath } from "node:url";
import open from "open";
import { ensureBuilt, root } from "./ensureBuilt.js";
import { createPageServer } from "./server.js";

const FIRST_PORT = 4173;
/** How many ports are tried, one after the other, unless one was asked for. */
const TRIES = 20;

const { host, port, isChosen } = readArguments();
ensureBuilt("app");
const server = createPageServer(fileURLToPath(new URL("dist/app/", root)));
// A file may vanish while it is sent, as when the page is built anew: that request fails, not the server.
process.on("uncaughtException", (error) => process.stderr.write(`cristae: a request failed: ${error.message}\n`));
server.on("listening", () => {
  const address = `http://${host === "127.0.0.1" ? "localhost" : host.includes(":") ? `[${host}]` : host}:${server.address().port}/`;
  process.stdout.write(`Cristae is at ${address}\n`);
  if (!isHeadless()) void open(address).catch(() => undefined);
});
listen(port, isChosen ? 0 : TRIES);

/** Tries the next port when one is taken, unless it was asked for by name. */
function listen(at, tries) {
  const refused = (error) => {
    if (error.code === "EADDRINUSE" && tries > 0) return listen(at + 1, tries - 1);
    const why =
      {
        EADDRINUSE: "another program listens there",
        EACCES: "this user may not listen there",
        EADDRNOTAVAIL: `this machine has no address ${host}`,
      }[error.code] ?? error.message;
    stop(`Port ${at} of ${host} cannot be used: ${why}. Set PORT to a free one.`, 1);
  };
  server.once("error", refused);
  server.once("listening", () => server.off("error", refused));
  server.listen(at, host);
}

function readArguments() {
  try {
    const { values } = parseArgs({
      options: { host: { type: "string", default: "127.0.0.1" }, port: { type: "string" } },
    });
    const text = values.port ?? process.env.PORT;
    const port = text === undefined || text === "" ? FIRST_PORT : Number(text);
    if (!Number.isInteger(port) || port < 0 || port > 65_535)
      stop(`PORT is "${text}"; it must be a whole number from 0 to 65535, or be left out.`, 2);
    return { host: values.host, port, isChosen: text !== undefined && text !== "" };
  } catch (error) {
    return stop(
      `${error.message} There are --port N and --host ADDRESS (127.0.0.1 unless said; 0.0.0.0 lets other machines in).`,
      2,
    );
  }
}

function isHeadless() {
  return (
    Boolean(process.env.CI) || (process.platform === "linux" && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY)
  );
}

function stop(message, code) {
  process.stderr.write(`cristae: ${message}\n`);
  process.exit(code);
}
