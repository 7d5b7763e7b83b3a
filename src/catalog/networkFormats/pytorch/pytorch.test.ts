import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  exportCase,
  networkSources,
  refinedHybrid,
  mostDifference,
  relativeDifference,
  subjectOf,
  type ExportCase,
} from "../../../testing/exportCases.ts";
import { WITHOUT_TORCH } from "../../../testing/skipping.ts";
import { pytorch } from "./pytorch.ts";

const PYTHON = "/usr/bin/python3";
const hasTorch = spawnSync(PYTHON, ["-c", "import torch"]).status === 0;

/** Runs the modules that are named, each on the grey values beside it. */
const RUN = `
import importlib.util, json, pathlib, sys
import numpy, torch
torch.set_num_threads(1)
for name, shape in json.load(open(sys.argv[1])).items():
    spec = importlib.util.spec_from_file_location(name, f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    grey = torch.frombuffer(bytearray(pathlib.Path(f"{name}.grey").read_bytes()), dtype=torch.float32).reshape(shape)
    with torch.no_grad():
        output = module.load()(grey)
    pathlib.Path(f"{name}.output").write_bytes(output.contiguous().numpy().tobytes())
`;

const MEMBERS = 20;
const cases: ExportCase[] = [];
let folder = "";

beforeAll(async () => {
  if (!hasTorch) return;
  folder = mkdtempSync(join(tmpdir(), "cristae-torch-"));
  const shapes: Record<string, readonly number[]> = {};
  const sources = [...networkSources, { id: "refined hybrid", network: refinedHybrid }];
  for (let index = 0; index < MEMBERS; index++) {
    const { id, network } = sources[index % sources.length]!;
    const given = await exportCase(`torch ${id} ${index}`, network(index));
    const subject = subjectOf(given);
    for (const { path, bytes } of await pytorch.write(subject)) writeFileSync(join(folder, path), bytes);
    writeFileSync(join(folder, `${subject.name}.grey`), new Uint8Array(given.grey.buffer));
    shapes[subject.name] = [given.batch, 1, ...given.spatial];
    cases.push(given);
  }
  writeFileSync(join(folder, "shapes.json"), JSON.stringify(shapes));
  writeFileSync(join(folder, "run.py"), RUN);
  execFileSync(PYTHON, ["run.py", "shapes.json"], { cwd: folder });
});

afterAll(() => {
  if (folder) rmSync(folder, { recursive: true });
});

describe.skipIf(!hasTorch)("PyTorch", WITHOUT_TORCH, () => {
  test.each(Array.from({ length: MEMBERS }, (_, index) => index))(
    "module %i computes what the engine does",
    async (index) => {
      const given = cases[index]!;
      const output = readFileSync(join(folder, `${subjectOf(given).name}.output`));
      const found = new Float32Array(new Uint8Array(output).buffer);
      expect(relativeDifference(found, given.probabilities)).toBeLessThan(await mostDifference(found, given));
    },
  );
});
