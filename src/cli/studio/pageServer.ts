import { statSync } from "node:fs";
import { createServer, type RequestListener, type Server, type ServerResponse } from "node:http";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import sirv from "sirv";
import { POLICY } from "./policy.ts";

/** The workers have the policy from here; on a host that sends none they inherit the page's own. */
const HEADERS = {
  "Content-Security-Policy": POLICY,
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  "Cross-Origin-Opener-Policy": "same-origin",
};
const METHODS = ["GET", "HEAD"];

/** The built page, which lies beside the command line. */
export const PAGE = fileURLToPath(new URL("../app/", import.meta.url));

export const createPageServer = (folder: string): Server => createServer(pageListener(folder));

/**
 * Serves the built page in a folder: files with a hash in their names are kept by browsers for ever, all others are asked for
 * again. It answers every request, whatever is asked, and goes on with a new build when there is one.
 */
export function pageListener(folder: string): RequestListener {
  let built: { readonly at: number; readonly serve: ReturnType<typeof sirv> } | null = null;

  const serve: RequestListener = (request, response) => {
    const at = statSync(join(folder, "index.html")).mtimeMs;
    if (built?.at !== at)
      built = {
        at,
        serve: sirv(folder, {
          etag: true,
          brotli: true,
          gzip: true,
          setHeaders: (answer, path) =>
            answer.setHeader(
              "Cache-Control",
              path.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache",
            ),
        }),
      };
    built.serve(request, response, () => end(response, 404, "Not found"));
  };

  return (request, response) => {
    for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
    response.on("error", () => undefined);
    if (!METHODS.includes(request.method ?? "")) {
      response.setHeader("Allow", METHODS.join(", "));
      end(response, 405, "Only GET and HEAD are answered here.");
      return;
    }
    if (!isPlainRange(request.headers.range)) delete request.headers.range;
    try {
      serve(request, response);
    } catch (error) {
      end(response, 500, `This file cannot be read: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
}

/** From one byte on, or up to another: all else may be answered with the whole file (RFC 9110, 14.2). */
function isPlainRange(range: string | undefined): boolean {
  const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(range ?? "") ?? [];
  return first !== undefined && (last === "" || Number(last) >= Number(first));
}

function end(response: ServerResponse, status: number, text: string): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(status, { "Content-Type": "text/plain; charset=utf-8" }).end(text);
}
