import { createRegistry } from "../../core/registry.ts";
import crossEntropy from "./crossEntropy.ts";
import crossEntropyDice from "./crossEntropyDice.ts";
import exponentialLogarithmic from "./exponentialLogarithmic.ts";
import focalTversky from "./focalTversky.ts";
import generalisedDice from "./generalisedDice.ts";
import jaccard from "./jaccard.ts";
import logDice from "./logDice.ts";
import softDice from "./softDice.ts";
import tversky from "./tversky.ts";

export const losses = createRegistry("loss", [
  crossEntropy,
  softDice,
  crossEntropyDice,
  exponentialLogarithmic,
  jaccard,
  tversky,
  focalTversky,
  generalisedDice,
  logDice,
]);
