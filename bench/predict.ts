import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { encodeNpy } from "../src/catalog/exports/npy.ts";
import { createRandom } from "../src/core/random.ts";
import { writeNetworks } from "./studyNetworks.ts";
import { torchOrSaySo } from "./torch.ts";
import { cristae, printStandings, takeTurns, type Contender } from "./turns.ts";

/** Prediction of a stack by a U-Net (base 8, depth 3) from the command line, beside PyTorch with one thread, by the clock. */
const { values } = parseArgs({
  options: {
    slices: { type: "string", default: "20" },
    side: { type: "string", default: "1024" },
    turns: { type: "string", default: "3" },
    json: { type: "boolean", default: false },
    "no-torch": { type: "boolean", default: false },
  },
});
const folder = mkdtempSync(join(tmpdir(), "cristae-bench-"));
const [study, networks, volume, mask, native] = [
  ...(["s.cristae.zip", "networks.jsonl", "volume.npy", "mask.npy", "native.npy"] as const),
].map((name) => join(folder, name)) as [string, string, string, string, string];

function prepareStudy(): void {
  const [program, ...flags] = cristae(
    ...["train", "--sample", "membranes", "--network", "unet", "--set", "base=8", "--set", "depth=3"],
    ...["--steps", "4", "--out", study],
  );
  const { status, stderr } = spawnSync(program, flags, { encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
}

function writeVolume(): void {
  const shape = [Number(values.slices), Number(values.side), Number(values.side)];
  const random = createRandom("volume");
  const voxels = shape.reduce((product, extent) => product * extent, 1);
  writeFileSync(
    volume,
    encodeNpy(
      Uint8Array.from({ length: voxels }, () => random.int(0, 255)),
      shape,
    ),
  );
}

try {
  prepareStudy();
  writeVolume();
  await writeNetworks(study, networks);
  const python = torchOrSaySo(!values["no-torch"]);
  const ours: Contender = {
    engine: "simd",
    command: cristae("predict", study, "--image", volume, "--out", mask, "--force", "--device", "simd"),
  };
  const torch = (program: string): Contender => ({
    engine: "torch",
    command: [program, "bench/torch_predict.py", networks, volume, native],
  });
  const standings = await takeTurns([ours, ...(python ? [torch(python)] : [])], Number(values.turns));
  printStandings("predict", standings, { asJson: values.json, by: "wallRatios" });
} finally {
  rmSync(folder, { recursive: true });
}
