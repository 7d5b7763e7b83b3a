import { formatRoots } from "../../catalog/formats/index.ts";
import { checkedRead, memorySource, resolvedPath } from "../../catalog/formats/reading/sources.ts";
import { MOST_PIECE_BYTES } from "../../catalog/formats/reading/refuse.ts";
import { StudioError } from "../../core/errors.ts";
import type { ByteSource, SourceFolder } from "../../core/image/format.ts";
import { fileName } from "../../core/image/fileNames.ts";
import type { Source } from "./reader.ts";

/** Bytes asked for at first: most metadata and chunks are not longer, so that one request does. */
const FIRST_BYTES = 2 ** 20;

/** Reads from an address with GET requests without a body, without cookies, in ranges where the host allows it. Throws StudioError "BadInput" for anything but https, or http on this machine. */
export function addressSource(address: string): Promise<Source> {
  const url = parsed(address);
  const isFolder =
    formatRoots([`${url.pathname.replace(/\/+$/, "").slice(1)}/x`]).length > 0 || url.pathname.endsWith("/");
  if (isFolder) return Promise.resolve({ folder: addressFolder(url) });
  return requireFile(url).then((file) => ({ file }));
}

function parsed(address: string): URL {
  if (!URL.canParse(address))
    throw new StudioError("BadInput", `"${address}" is no address. Write it as https://host/path/image.zarr.`);
  const url = new URL(address);
  const isLocal = url.protocol === "http:" && ["localhost", "127.0.0.1"].includes(url.hostname);
  if (url.protocol !== "https:" && !isLocal)
    throw new StudioError(
      "BadInput",
      `${url.protocol}//${url.host} is not read: only https addresses are, so that nobody on the way sees or changes the data.`,
    );
  return url;
}

const nameOf = (url: URL): string => decodeURIComponent(fileName(url.pathname.replace(/\/+$/, ""))) || url.host;

function addressFolder(url: URL): SourceFolder {
  const base = new URL(url);
  base.pathname = `${url.pathname.replace(/\/+$/, "")}/`;
  const file = (path: string): Promise<ByteSource | null> => findFile(new URL(encodeURI(path), base));
  return { name: nameOf(url), paths: null, file };
}

async function requireFile(url: URL): Promise<ByteSource> {
  return (
    (await findFile(url)) ??
    Promise.reject(new StudioError("UnreadableFile", `${url.host} has no file ${url.pathname}. Check the address.`))
  );
}

/** A file of a host; null where there is none, which some hosts call forbidden. */
async function findFile(url: URL): Promise<ByteSource | null> {
  const response = await get(url, `bytes=0-${FIRST_BYTES - 1}`);
  if ([403, 404, 410].includes(response.status)) return null;
  const EMPTY_FILE = 416;
  if (!response.ok && response.status !== EMPTY_FILE)
    throw new StudioError(
      "UnreadableFile",
      `${url.host} answered ${response.status} ${response.statusText} for ${url.pathname}. Try again later, or ask who keeps it.`,
    );
  const size = sizeOf(response);
  if (size > MOST_PIECE_BYTES && response.status !== 206)
    throw new StudioError(
      "UnreadableFile",
      `${url.host} gives ${url.pathname} (${size} bytes) only as a whole. Download it and open the file.`,
    );
  const first = response.ok ? new Uint8Array(await response.arrayBuffer()) : new Uint8Array(0);
  const sibling = (path: string) => {
    const resolved = resolvedPath(url.pathname.slice(0, url.pathname.lastIndexOf("/")), path);
    return resolved === null ? Promise.resolve(null) : findFile(new URL(encodeURI(resolved), url.origin));
  };
  if (response.status !== 206 || first.length >= size) return memorySource(nameOf(url), first, sibling);
  const read = checkedRead(size, async (start, length) => {
    if (start + length <= first.length) return first.subarray(start, start + length);
    const part = await get(url, `bytes=${start}-${start + length - 1}`);
    return new Uint8Array(await part.arrayBuffer());
  });
  return { name: nameOf(url), size, sibling, read };
}

function sizeOf(response: Response): number {
  const total =
    /\/(\d+)$/.exec(response.headers.get("Content-Range") ?? "")?.[1] ?? response.headers.get("Content-Length");
  return total === null ? 0 : Number(total);
}

async function get(url: URL, range: string): Promise<Response> {
  try {
    return await fetch(url, {
      method: "GET",
      headers: { Range: range },
      credentials: "omit",
      referrerPolicy: "no-referrer",
      cache: "default",
    });
  } catch {
    throw new StudioError(
      "UnreadableFile",
      `${url.host} could not be reached, or it does not let pages of other sites read from it (CORS). Download the data and open the files.`,
    );
  }
}
