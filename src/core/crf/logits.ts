/** Least probability that is believed: that of a class that is ruled out would rule it out whatever its neighbours are. */
const LEAST = 1e-7;

/** Scores whose softmax the probabilities are. */
export const logitsOf = (probabilities: Float32Array<ArrayBuffer>): Float32Array<ArrayBuffer> =>
  probabilities.map((value) => Math.log(Math.max(LEAST, value)));
