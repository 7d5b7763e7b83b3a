/** A guess at what an unknown file is, so that the user can tell a wrong file from a wrong format. */
export function whatItIs(head: Uint8Array, name: string): string {
  if (head.length === 0) return "the file is empty. Download or save it again.";
  const text = String.fromCharCode(...head.subarray(0, 64));
  if (text.startsWith("version https://git-lfs"))
    return "this is a Git LFS pointer, not the image itself; fetch it with `git lfs pull`.";
  if (/^\s*<(!doctype|html)/i.test(text))
    return "this is a web page saved under an image's name. Download the file itself.";
  const known = KNOWN.find(({ mark }) => text.startsWith(mark));
  if (known) return `this is ${known.what}, which is not read here${known.instead ? `; ${known.instead}` : ""}.`;
  if (isText(head)) return `this is text ("${text.split(/\r?\n/)[0]!.trim().slice(0, 40)}"), not an image.`;
  return `the format of this ${extensionOf(name)}file is not known here: it begins with none of the marks of an image.`;
}

const KNOWN: readonly { readonly mark: string; readonly what: string; readonly instead?: string }[] = [
  { mark: "BZh", what: "a bzip2 archive", instead: "unpack it first" },
  { mark: "7z\xbc\xaf", what: "a 7z archive", instead: "unpack it first" },
  { mark: "Rar!", what: "a RAR archive", instead: "unpack it first" },
  { mark: "\xfd7zXZ", what: "an xz archive", instead: "unpack it first" },
  { mark: "%PDF", what: "a PDF document" },
  { mark: "GIF8", what: "a GIF picture", instead: "save it as PNG" },
  { mark: "BM", what: "a BMP picture", instead: "save it as PNG" },
  { mark: "RIFF", what: "a RIFF file, such as WebP", instead: "save it as PNG" },
  { mark: "\xd0\xcf\x11\xe0", what: "an OLE file, such as Zeiss ZVI or old Imaris", instead: "export it as TIFF" },
  { mark: "ZISRAW", what: "a Zeiss CZI file", instead: "export it as OME-TIFF" },
];

const isText = (head: Uint8Array): boolean =>
  head.every((byte) => byte === 9 || byte === 10 || byte === 13 || (byte >= 32 && byte < 127));
const extensionOf = (name: string): string => /\.[a-z\d]{1,5}$/i.exec(name)?.[0].concat(" ") ?? "";
