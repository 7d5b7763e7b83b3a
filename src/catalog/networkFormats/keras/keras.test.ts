import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { exportCase, networkSources, subjectOf } from "../../../testing/exportCases.ts";
import { WITHOUT_NUMPY } from "../../../testing/skipping.ts";
import { keras } from "./keras.ts";

const PYTHON = "/usr/bin/python3";
const hasNumpy = spawnSync(PYTHON, ["-c", "import numpy"]).status === 0;

/**
 * Stands for Keras where that is not: layers take what Keras' own do by name, and say how many weights of which shapes were given.
 * It computes nothing; that the layers compute what the engine does is held against TensorFlow.js, which has the same.
 */
const STAND_IN = `
import sys, types

class Layer:
    made = []
    def __init__(self, kind, **settings):
        self.kind, self.settings, self.name = kind, settings, settings["name"]
        Layer.made.append(self)
    def __call__(self, inputs):
        assert all(isinstance(each, Layer) for each in (inputs if isinstance(inputs, list) else [inputs]))
        return self
    def get_weights(self):
        if self.kind == "BatchNormalization": return [0] * 4
        return [0] * (1 + self.settings["use_bias"]) if "use_bias" in self.settings else []
    def set_weights(self, weights):
        assert len(weights) == len(self.get_weights())
        if "filters" in self.settings:
            assert self.settings["filters"] in weights[0].shape[-2:], (self.name, weights[0].shape)

class Layers:
    def __getattr__(self, kind):
        return lambda **settings: Layer(kind, **settings)

class Model:
    def __init__(self, inputs, outputs):
        self.layers = Layer.made

keras = types.ModuleType("keras")
keras.layers, keras.Model, keras.Input = Layers(), Model, lambda shape, name: Layer("Input", name=name)
sys.modules["keras"] = keras
import importlib.util
spec = importlib.util.spec_from_file_location("network", sys.argv[1])
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
print(len(module.load().layers))
`;

describe.skipIf(!hasNumpy)("Keras", WITHOUT_NUMPY, () => {
  test.each([0, 1, 2, 3, 6, 7])(
    "Keras module %i names layers that follow each other, and a weight for each",
    async (index) => {
      const folder = mkdtempSync(join(tmpdir(), "cristae-keras-"));
      const { id, network } = networkSources[index]!;
      const subject = subjectOf(await exportCase(`keras ${id} ${index}`, network(index)));
      for (const { path, bytes } of await keras.write(subject)) writeFileSync(join(folder, path), bytes);
      writeFileSync(join(folder, "run.py"), STAND_IN);
      const { stdout, stderr } = spawnSync(PYTHON, ["run.py", `${subject.name}.py`], {
        cwd: folder,
        encoding: "utf8",
      });
      rmSync(folder, { recursive: true });
      expect(stderr).toBe("");
      expect(Number(stdout)).toBeGreaterThan(subject.network.nodes.filter(({ kind }) => kind === "conv").length);
    },
  );
});
