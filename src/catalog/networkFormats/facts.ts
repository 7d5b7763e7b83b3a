import type { NetworkSubject } from "./networkFormat.ts";

/** Everything that is known of a network as text by name, for the metadata of files. */
export function factTexts({ facts, proof, output, network }: NetworkSubject): Readonly<Record<string, string>> {
  const { studio, dataset, voxelSizeNm, intensity, classes, scores, licence, wholeImage } = facts;
  return {
    study: facts.study,
    trial: facts.trial,
    scores: JSON.stringify(scores),
    dataset: dataset.name,
    datasetId: dataset.id,
    voxelSizeNm: JSON.stringify(voxelSizeNm),
    intensity: JSON.stringify(intensity),
    greyValues: greyValuesText(facts),
    classes: JSON.stringify(classes.map(({ name, color }) => ({ name, color }))),
    patch: JSON.stringify(facts.patch.slice(3 - network.dimension)),
    ...(wholeImage && { wholeImage: JSON.stringify(wholeImage) }),
    output,
    licence: licence ?? "not stated",
    version: studio.version,
    commit: studio.commit,
    ...(proof && { proof: JSON.stringify(proof) }),
  };
}

/** What grey values a network takes. */
export const greyValuesText = ({ intensity }: Pick<NetworkSubject["facts"], "intensity">): string =>
  intensity.isPerSubject
    ? "of a volume brought to mean 0 and deviation 1 by itself; the rest of the normalisation is inside"
    : "as they are in the file; normalisation is inside";

/** A paragraph on a network. */
export function describeNetwork({ facts, network, proof }: NetworkSubject): string {
  const scores = facts.scores.map(({ metric, value, part }) => `${metric} ${value.toFixed(4)} on the ${part} part`);
  return [
    `Trial ${facts.trial} of the study "${facts.study}", a ${network.dimension}D segmentation network trained on "${facts.dataset.name}".`,
    ...(scores.length > 0 ? [`It reached ${scores.join(", ")}.`] : []),
    `Classes: ${facts.classes.map(({ name }) => name).join(", ")}.`,
    `Grey values ${greyValuesText(facts)}.`,
    ...(facts.voxelSizeNm ? [`Voxels of the training were ${facts.voxelSizeNm.join(" × ")} nm (z, y, x).`] : []),
    ...(facts.wholeImage ? [`Every image is resampled to ${facts.wholeImage.join(" × ")} voxels first.`] : []),
    ...(proof ? [proofText(proof)] : []),
    `Made by Cristae ${facts.studio.version} (${facts.studio.commit}).`,
  ].join(" ");
}

export const proofText = ({ largestDifference, where, runtime }: NonNullable<NetworkSubject["proof"]>): string =>
  `Run by ${runtime} on ${where}, it differed by ${largestDifference.toExponential(1)} at most from the studio's own network.`;
