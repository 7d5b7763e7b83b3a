import { folderOfFiles, resolvedPath, subFolder } from "../../catalog/formats/reading/sources.ts";
import { StudioError } from "../../core/errors.ts";
import { addressSource } from "./address.ts";
import type { Source } from "./reader.ts";
import type { SourceRequest } from "./readerApi.ts";

/** What a request names, as far as a browser can reach: dropped files and addresses. */
export async function locate(request: SourceRequest): Promise<Source> {
  if (request.from === "address") return addressSource(request.url);
  if (request.from === "disk")
    throw new StudioError("BadInput", `A page cannot open the path ${request.path} by itself. Drop the file instead.`);
  const files = folderOfFiles("files", new Map(request.files.map(({ path, file }) => [path, file])));
  if (request.isFolder)
    return {
      folder: {
        ...subFolder(files, request.path),
        name: request.path.split("/").at(-1)! || (request.files[0]?.path.split("/")[0] ?? "files"),
      },
    };
  const file = await files.file(resolvedPath("", request.path) ?? "");
  if (!file) throw new StudioError("NotFound", `There is no file ${request.path}.`);
  return { file };
}
