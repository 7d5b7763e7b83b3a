import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { encodeNpy } from "../src/catalog/exports/npy.ts";
import { samples } from "../src/catalog/samples/index.ts";
import { writeNetworks } from "./studyNetworks.ts";
import { torchOrSaySo } from "./torch.ts";
import { cristae, printStandings, takeTurns, type Contender } from "./turns.ts";

/** A whole search from the command line, beside PyTorch on the networks that it proposed: same data, steps, patches and evaluations. */
const { values } = parseArgs({
  options: {
    trials: { type: "string", default: "8" },
    steps: { type: "string", default: "200" },
    workers: { type: "string", default: "2" },
    turns: { type: "string", default: "1" },
    train: { type: "string", default: "0:12" },
    val: { type: "string", default: "12:15" },
    json: { type: "boolean", default: false },
    "no-torch": { type: "boolean", default: false },
  },
});
const SAMPLE = "membranes";
const folder = mkdtempSync(join(tmpdir(), "cristae-bench-"));
const [study, networks, image, labels] = ["s.cristae.zip", "networks.jsonl", "image.npy", "labels.npy"].map((name) =>
  join(folder, name),
) as [string, string, string, string];
const { train, val, trials, steps, workers } = values;
const ours: Contender = {
  engine: "simd",
  command: cristae(
    ...["search", "--sample", SAMPLE, "--train", train, "--val", val, "--trials", trials, "--steps", steps],
    ...["--workers", workers, "--device", "simd", "--out", study, "--force"],
  ),
};
const python = torchOrSaySo(!values["no-torch"]);
const native = (program: string): Contender => ({
  engine: "torch",
  command: [
    ...([program, "bench/torch_search.py", networks, image, labels] as const),
    ...["--train", train, "--val", val, "--processes", workers],
  ],
  prepare: () => writeNetworks(study, networks),
});
try {
  const sample = samples.get(SAMPLE).create();
  writeFileSync(image, encodeNpy(sample.volume.data, sample.volume.shape));
  writeFileSync(labels, encodeNpy(sample.labels.data, sample.labels.shape));
  const standings = await takeTurns([ours, ...(python ? [native(python)] : [])], Number(values.turns));
  printStandings("search", standings, { asJson: values.json, by: "ratios" });
} finally {
  rmSync(folder, { recursive: true });
}
