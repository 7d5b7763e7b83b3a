import { analyse, inputChannels } from "../../../core/network/analysis.ts";
import type { Network, NetworkNode } from "../../../core/network/network.ts";
import { givesProbabilities, mainNode } from "../../../core/network/outputs.ts";
import { FIELD_EPSILON } from "../../../core/network/semantics.ts";
import type { WeightArray } from "../../../core/network/weights.ts";
import { anyExtents, extentsInWords } from "../extents.ts";
import { factTexts } from "../facts.ts";
import { channelsFirst, depthwiseFirst } from "../kernels.ts";
import type { NetworkSubject, NetworkWriter } from "../networkFormat.ts";
import { docstring, greyLines, namedWeights, pythonNames, quoted } from "../python.ts";
import { encodeSafetensors } from "../safetensors.ts";
import { torchLine, type Helper } from "./operations.ts";

/** A module of PyTorch as a person would write it, one line an operation, and its weights beside it. */
export const pytorch: NetworkWriter = {
  write(subject) {
    const { name, network, weights } = subject;
    const names = pythonNames(network.nodes.flatMap(({ id, weightKey }) => [weightKey ?? id, id]));
    const tensors = namedWeights(network, weights, names, torchWeight);
    return Promise.resolve([
      { path: `${name}.py`, bytes: new TextEncoder().encode(moduleText(subject, names)) },
      { path: `${name}.safetensors`, bytes: encodeSafetensors(tensors, factTexts(subject)) },
    ]);
  },
};

const TORCH_NAMES: Readonly<Record<string, string>> = {
  kernel: "weight",
  bias: "bias",
  gamma: "weight",
  beta: "bias",
  mean: "running_mean",
  variance: "running_var",
  spatial: "spatial",
  bilateral: "bilateral",
  compatibility: "compatibility",
};

function torchWeight(node: NetworkNode, weight: WeightArray, own: string): WeightArray {
  const turned =
    own !== "kernel" ? weight : node.kind === "depthwiseConv" ? depthwiseFirst(weight) : channelsFirst(weight);
  return { ...turned, name: TORCH_NAMES[own]! };
}

function moduleText(subject: NetworkSubject, names: ReadonlyMap<string, string>): string {
  const { layers, steps, helpers, result } = linesOf(subject.network, names);
  const probabilities = givesProbabilities(subject.network) ? result : `torch.softmax(${result}, dim=1)`;
  const output = subject.output === "probabilities" ? probabilities : `torch.argmax(${result}, dim=1)`;
  return `${docstring(subject, USAGE)}

${["json", "struct", ...(helpers.has("field") ? ["itertools", "math"] : [])]
  .sort()
  .map((module) => `import ${module}\n`)
  .join("")}from pathlib import Path

import torch
from torch import nn
from torch.nn import functional as F

${greyLines(subject).join("\n")}
CLASSES = [${subject.facts.classes.map(({ name }) => quoted(name)).join(", ")}]


def normalised(image):
    if GREY_RANGE:
        image = image.clamp(*GREY_RANGE)
    return (image - GREY_MEAN) / GREY_DEVIATION

${[...helpers].map((helper) => `\n${HELPERS[helper]}\n`).join("\n")}
class Network(nn.Module):
    def __init__(self):
        super().__init__()
${(layers.length > 0 ? layers : ["pass"]).map((line) => `        ${line}`).join("\n")}

    def forward(self, image):
${steps.map((line) => `        ${line}`).join("\n")}
        return ${output}

${LOADER}`;
}

function linesOf(network: Network, names: ReadonlyMap<string, string>) {
  const words = extentsInWords(network);
  const { nodes } = analyse(network, { spatial: anyExtents(network), channels: inputChannels(network) });
  const layers = new Map<string, string>();
  const helpers = new Set<Helper>();
  const steps: string[] = [];
  for (const { node, inputs } of nodes) {
    const layer = `self.${names.get(node.weightKey ?? node.id)!}`;
    const line = torchLine(node, {
      inputs: node.inputs.map((id) => names.get(id)!),
      shapes: inputs,
      areAlike: new Set(node.inputs.map((id) => words.get(id)!.join())).size <= 1,
      layer,
      dimension: network.dimension,
    });
    if (line.layer) layers.set(layer, `${layer} = ${line.layer}`);
    for (const helper of line.helpers ?? []) helpers.add(helper);
    steps.push(`${names.get(node.id)!} = ${line.forward}`);
  }
  return { layers: [...layers.values()], steps, helpers, result: names.get(mainNode(network))! };
}

const USAGE = [
  "    network = load()",
  "    result = network(image)  # [batch, 1, (depth,) height, width], grey values as they are in the file",
];

const HELPERS: Readonly<Record<Helper, string>> = {
  padded: `def padded(x, reach, stride):
    """Zeros around x as TensorFlow's "same" puts them: the larger half behind."""
    zeros = []
    for extent, r, s in zip(x.shape[2:], reach, stride):
        missing = max(0, (-(-extent // s) - 1) * s + r - extent)
        zeros = [missing // 2, missing - missing // 2] + zeros
    return F.pad(x, zeros)
`,
  instance_norm: `def instance_norm(norm, x):
    """A layer on its map, also on a single voxel, of which the layer by itself refuses to take statistics."""
    return torch.instance_norm(x, norm.weight, norm.bias, None, None, True, 0.0, norm.eps, False)
`,
  crop: `def crop(maps):
    """The common centre of maps of unequal extents."""
    extents = [min(sides) for sides in zip(*(x.shape[2:] for x in maps))]
    cropped = []
    for x in maps:
        for axis, extent in enumerate(extents):
            x = x.narrow(axis + 2, (x.shape[axis + 2] - extent) // 2, extent)
        cropped.append(x)
    return cropped
`,
  field: `class Field(nn.Module):
    """A conditional random field over class scores: neighbours that look alike take the same class."""

    def __init__(self, classes, window, voxel, alpha, beta, gamma, steps, prediction_steps):
        super().__init__()
        self.spatial = nn.Parameter(torch.ones(classes))
        self.bilateral = nn.Parameter(torch.ones(classes))
        self.compatibility = nn.Parameter(-torch.eye(classes))
        self.window, self.voxel = window, [side / min(voxel) for side in voxel]
        self.alpha, self.beta, self.gamma = alpha, beta, gamma
        self.steps, self.prediction_steps = steps, prediction_steps

    def around(self, x):
        """The map as each voxel of the window sees it, and how far that voxel is."""
        padded = F.pad(x, [half for half in reversed(self.window) for _ in range(2)])
        for offset in itertools.product(*(range(-half, half + 1) for half in self.window)):
            if not any(offset):
                continue
            moved = padded
            for axis, (step, half) in enumerate(zip(offset, self.window)):
                moved = moved.narrow(axis + 2, half + step, x.shape[axis + 2])
            yield sum((step * side) ** 2 for step, side in zip(offset, self.voxel)), moved

    def forward(self, scores, image):
        weights = []
        inside = self.around(torch.ones_like(image[:, :1]))
        for (square, other), (_, there) in zip(self.around(image), inside):
            unlike = ((image - other) ** 2).sum(1, keepdim=True) / (2 * self.beta**2)
            near = math.exp(-square / (2 * self.gamma**2)) * there
            weights.append((near, torch.exp(-square / (2 * self.alpha**2) - unlike) * there))
        sums = [sum(each) + ${FIELD_EPSILON} for each in zip(*weights)] if weights else [1, 1]
        spread = [1, -1] + [1] * (scores.dim() - 2)
        refined = scores
        for _ in range(self.steps if self.training else self.prediction_steps):
            near = alike = torch.zeros_like(scores)
            for (spatial, bilateral), (_, other) in zip(weights, self.around(torch.softmax(refined, dim=1))):
                near, alike = near + spatial * other, alike + bilateral * other
            message = self.spatial.view(spread) * near / sums[0] + self.bilateral.view(spread) * alike / sums[1]
            refined = scores - torch.einsum("kl,bl...->bk...", self.compatibility, message)
        return refined
`,
  added: `def added(maps):
    """A sum of maps of unequal channels: those that a narrower one lacks are those of the others."""
    channels = max(x.shape[1] for x in maps)
    space = [0, 0] * (maps[0].dim() - 2)
    return sum(F.pad(x, space + [0, channels - x.shape[1]]) for x in maps)
`,
};

const LOADER = `
def load(path=Path(__file__).with_suffix(".safetensors")):
    """The network with its weights, ready to predict."""
    network = Network()
    missing, unknown = network.load_state_dict(read_safetensors(path), strict=False)
    missing = [name for name in missing if not name.endswith("num_batches_tracked")]
    if missing or unknown:
        raise ValueError(f"{path} is of another network: it lacks {missing} and has {unknown}.")
    return network.eval()


def read_safetensors(path):
    """Tensors by name; the package safetensors does the same by safetensors.torch.load_file(path)."""
    data = bytearray(Path(path).read_bytes())
    length = struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8 : 8 + length])
    header.pop("__metadata__", None)
    tensors = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        values = torch.frombuffer(data[8 + length + begin : 8 + length + end], dtype=torch.float32)
        tensors[name] = values.reshape(entry["shape"])
    return tensors
`;
