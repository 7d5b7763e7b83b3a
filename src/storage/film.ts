import { deflateSync, inflateSync, strFromU8, strToU8 } from "fflate";
import { FILM_FRAMES, FRAME_SIDE, type Frame } from "../core/study/film.ts";
import { currentFrame } from "../core/study/migration.ts";

const HEADER_BYTES = 4096;
const MOST_BYTES = HEADER_BYTES + FILM_FRAMES * FRAME_SIDE * FRAME_SIDE;

/** Small frames as one file: a line of JSON about them, then their labels, deflated. */
export function encodeFilm(film: readonly Frame[]): Uint8Array<ArrayBuffer> {
  const facts = film.map(({ step, z, width, height, score }) => ({ step, z, width, height, score }));
  const header = strToU8(`${JSON.stringify(facts)}\n`);
  const bytes = new Uint8Array(header.length + film.reduce((sum, { labels }) => sum + labels.length, 0));
  bytes.set(header);
  film.reduce((at, { labels }) => (bytes.set(labels, at), at + labels.length), header.length);
  return deflateSync(bytes);
}

/** The frames of a film; none where it is damaged, as pictures are worth no study. */
export function decodeFilm(bytes: Uint8Array | null): readonly Frame[] {
  if (!bytes) return [];
  try {
    const raw = inflateSync(bytes, { out: new Uint8Array(MOST_BYTES) });
    const end = raw.indexOf(10);
    const facts = (JSON.parse(strFromU8(raw.subarray(0, end))) as readonly unknown[]).map(
      (fact) => currentFrame(fact) as Omit<Frame, "labels">,
    );
    let at = end + 1;
    return facts.slice(0, FILM_FRAMES).map((fact) => {
      const frame = { ...checkedFrame(fact), labels: new Uint8Array(raw.subarray(at, at + fact.width * fact.height)) };
      at += frame.labels.length;
      if (frame.labels.length !== fact.width * fact.height) throw new RangeError("The film is cut off.");
      return frame;
    });
  } catch {
    return [];
  }
}

function checkedFrame({ step, z, width, height, score }: Omit<Frame, "labels">): Omit<Frame, "labels"> {
  const isFit =
    [step, z, width, height].every((value) => Number.isInteger(value) && value >= 0) &&
    width <= FRAME_SIDE &&
    height <= FRAME_SIDE &&
    typeof score === "number";
  if (!isFit) throw new RangeError("The film does not fit.");
  return { step, z, width, height, score };
}
