import fc from "fast-check";

/**
 * Properties draw the same cases in every run of `npm test`, so that a commit which was green is green again and a red one names its own
 * fault; `npm run fuzz -- properties` sets other seeds to find what these cases leave out.
 */
fc.configureGlobal({ seed: Number(process.env.CRISTAE_PROPERTY_SEED ?? 1) });
