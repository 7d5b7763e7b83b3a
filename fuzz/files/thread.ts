import { parentPort, workerData } from "node:worker_threads";
import { readCorpus } from "./corpus.ts";
import { mutant } from "./mutate.ts";
import { complaint, outcomeOf, type Outcome } from "./outcome.ts";

const { root, seed } = workerData as { readonly root: string; readonly seed: number };
const corpus = readCorpus(root);
const intact = new Map<string, Promise<Outcome>>();

parentPort!.on("message", (index: number) => void run(index));

/** Runs one case and answers with what is wrong about it. */
async function run(index: number): Promise<void> {
  const { specimen, kind } = mutant(corpus, seed, index);
  const original = corpus.find(({ name }) => name === specimen.name)!;
  const whole = intact.get(specimen.name) ?? outcomeOf(original);
  intact.set(specimen.name, whole);
  const found = await outcomeOf(specimen);
  const verdict = "arrays" in found ? "read" : "refused" in found ? "refused" : "crashed";
  parentPort!.postMessage({
    index,
    name: specimen.name,
    kind,
    verdict,
    complaint: complaint(await whole, found, { name: specimen.name, isCut: kind === "cut" && !specimen.isFolder }),
  });
}
