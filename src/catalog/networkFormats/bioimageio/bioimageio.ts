import { zipSync } from "fflate";
import { sha256 } from "../../../core/sha256.ts";
import { describeNetwork, proofText } from "../facts.ts";
import type { NetworkSubject, NetworkWriter } from "../networkFormat.ts";
import { encodeOnnx } from "../onnx/onnx.ts";
import { coverOf } from "./cover.ts";
import { descriptionOf } from "./description.ts";
import { encodeNpy } from "../../exports/npy.ts";

/**
 * A package of the bioimage.io model zoo: a description, an ONNX file that takes what its preprocessing has made, grey values to
 * try it on with what must come of them, and a cover.
 */
export const bioimageio: NetworkWriter = {
  write: (subject) => Promise.resolve([{ path: `${subject.name}.zip`, bytes: zipSync(packageOf(subject)) }]),
  writeRunnable: (subject) => Promise.resolve([{ path: "weights.onnx", bytes: encodeOnnx(subject) }]),
};

function packageOf(subject: NetworkSubject): Record<string, Uint8Array<ArrayBuffer>> {
  const { tile } = subject;
  const classes = tile.probabilities.length / tile.outputSpatial.reduce((product, extent) => product * extent, 1);
  const files = {
    "weights.onnx": encodeOnnx(subject, "outside"),
    "test_input.npy": encodeNpy(tile.grey, [1, 1, ...tile.spatial]),
    "test_output.npy": encodeNpy(tile.probabilities, [1, classes, ...tile.outputSpatial]),
    "cover.png": coverOf(subject),
    "README.md": new TextEncoder().encode(readme(subject)),
  };
  const hashes = {
    weights: hash(files["weights.onnx"]),
    testInput: hash(files["test_input.npy"]),
    testOutput: hash(files["test_output.npy"]),
  };
  const description = JSON.stringify(descriptionOf(subject, hashes), null, 1);
  return { "rdf.yaml": new TextEncoder().encode(description), ...files };
}

const hash = (bytes: Uint8Array): string => {
  const hasher = sha256();
  hasher.update(bytes);
  return hasher.hex();
};

const readme = (subject: NetworkSubject): string =>
  [
    `# ${subject.name.replaceAll("_", " ")}`,
    describeNetwork(subject),
    `Licence: ${subject.facts.licence ?? "not stated; name one, and the authors, before you share this package"}.`,
    `## Validation\n\n${subject.proof ? proofText(subject.proof) : "Not run."} The test tile is ${subject.tile.where}.`,
  ].join("\n\n");
