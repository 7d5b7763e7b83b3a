import { createRegistry } from "../../core/registry.ts";
import crossEntropy from "./crossEntropy.ts";
import crossEntropyDice from "./crossEntropyDice.ts";
import exponentialLogarithmic from "./exponentialLogarithmic.ts";
import softDice from "./softDice.ts";

export const losses = createRegistry("loss", [crossEntropy, softDice, crossEntropyDice, exponentialLogarithmic]);
