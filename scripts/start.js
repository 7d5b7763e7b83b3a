import { spawn } from "node:child_process";
import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { ensureBuilt, root } from "./ensureBuilt.js";
import { POLICY } from "./policy.js";

const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".wasm": "application/wasm", ".woff2": "font/woff2", ".svg": "image/svg+xml", ".png": "image/png", ".json": "application/json", ".webmanifest": "application/manifest+json", ".txt": "text/plain" };

const app = fileURLToPath(new URL("dist/app/", root));

ensureBuilt("app");
const server = createServer((request, response) => {
  const path = normalize(decodeURIComponent(new URL(request.url, "http://localhost").pathname)).replace(/^([/\\])+/, "");
  const file = join(app, path.endsWith("/") || path === "" || path === "." ? join(path, "index.html") : path);
  // The workers have the policy from here; on a host that sends none they inherit the page's own.
  const headers = { "Content-Security-Policy": POLICY, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cross-Origin-Opener-Policy": "same-origin" };
  if (!file.startsWith(app) || !existsSync(file) || !statSync(file).isFile()) {
    response.writeHead(404, { ...headers, "Content-Type": "text/plain" }).end("Not found");
    return;
  }
  const isHashed = path.startsWith("assets/");
  response.writeHead(200, { ...headers, "Content-Type": TYPES[extname(file)] ?? "application/octet-stream", "Cache-Control": isHashed ? "public, max-age=31536000, immutable" : "no-cache" });
  createReadStream(file).pipe(response);
});

listen(Number(process.env.PORT ?? 4173), process.env.PORT === undefined ? 20 : 0);

/** Tries the next port when one is taken, unless it was asked for by name. */
function listen(port, tries) {
  server.once("error", (error) => {
    if (error.code === "EADDRINUSE" && tries > 0) return listen(port + 1, tries - 1);
    process.stderr.write(`cristae: port ${port} cannot be used (${error.code}). Set PORT to a free one.\n`);
    process.exit(1);
  });
  server.listen(port, () => {
    const address = `http://localhost:${server.address().port}/`;
    process.stdout.write(`Cristae is at ${address}\n`);
    openBrowser(address);
  });
}

function openBrowser(address) {
  const isHeadless = process.env.CI || (process.platform === "linux" && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY);
  if (isHeadless) return;
  const command = { darwin: ["open"], win32: ["cmd", "/c", "start", ""] }[process.platform] ?? ["xdg-open"];
  spawn(command[0], [...command.slice(1), address], { stdio: "ignore", detached: true }).on("error", () => undefined).unref();
}
