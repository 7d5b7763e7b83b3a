"""A network description of the studio as a PyTorch module, layer by layer."""
import torch
import torch.nn as nn
import torch.nn.functional as F

ACTIVATIONS = {"relu": F.relu, "relu6": F.relu6, "elu": F.elu, "leakyRelu": lambda x: F.leaky_relu(x, 0.2), "softplus": F.softplus,
               "tanh": torch.tanh, "sigmoid": torch.sigmoid, "identity": lambda x: x}


class Net(nn.Module):
    """A network description of the studio as a module."""

    def __init__(self, spec, channels=1):
        super().__init__()
        self.spec, self.dims = spec, spec["dimension"]
        self.output = spec["outputs"][0]["node"]
        two = self.dims == 2
        width, self.index, made = {}, {}, []
        for node in spec["nodes"]:
            kind, p, inputs = node["kind"], node["params"], node["inputs"]
            w = [width[i] for i in inputs]
            module, out = None, (w[0] if w else channels)
            if kind == "conv":
                out = p["kernels"]
                pad = [((s - 1) * d) // 2 if p["padding"] == "same" else 0 for s, d in zip(p["size"], p["dilation"])]
                module = (nn.Conv2d if two else nn.Conv3d)(w[0], out, p["size"], p["stride"], pad, p["dilation"], bias=p["bias"])
            elif kind == "depthwiseConv":
                pad = [((s - 1) * d) // 2 if p["padding"] == "same" else 0 for s, d in zip(p["size"], p["dilation"])]
                module = (nn.Conv2d if two else nn.Conv3d)(w[0], w[0], p["size"], p["stride"], pad, p["dilation"], groups=w[0], bias=p["bias"])
            elif kind == "convTranspose":
                out = p["kernels"]
                module = (nn.ConvTranspose2d if two else nn.ConvTranspose3d)(w[0], out, p["factor"], p["factor"], bias=p["bias"])
            elif kind == "norm":
                if p["per"] == "batch":
                    module = (nn.BatchNorm2d if two else nn.BatchNorm3d)(w[0])
                else:
                    module = (nn.InstanceNorm2d if two else nn.InstanceNorm3d)(w[0], affine=True)
            elif kind == "dropout":
                module = (nn.Dropout2d if two else nn.Dropout3d)(p["rate"])
            elif kind == "add":
                out = max(w)
            elif kind == "concat":
                out = sum(w)
            width[node["id"]] = out
            if module is not None:
                self.index[node["id"]] = len(made)
                made.append(module)
        self.made = nn.ModuleList(made)
        for m in made:
            if hasattr(m, "weight") and m.weight is not None and m.weight.dim() > 2:
                nn.init.kaiming_normal_(m.weight, nonlinearity="relu")
                if m.bias is not None:
                    nn.init.zeros_(m.bias)

    def forward(self, x):
        kept = {}
        uses = {}
        for node in self.spec["nodes"]:
            for i in node["inputs"]:
                uses[i] = uses.get(i, 0) + 1
        for node in self.spec["nodes"]:
            kind, p = node["kind"], node["params"]
            given = [kept[i] for i in node["inputs"]]
            if kind == "input":
                y = x
            elif node["id"] in self.index:
                y = self.made[self.index[node["id"]]](given[0])
            elif kind == "activation":
                y = ACTIVATIONS[p["name"]](given[0])
            elif kind == "pool":
                f = ({"max": F.max_pool2d, "average": F.avg_pool2d} if self.dims == 2 else {"max": F.max_pool3d, "average": F.avg_pool3d})[p["type"]]
                y = f(given[0], tuple(p["factor"]))
            elif kind == "upsample":
                scale = tuple(float(v) for v in p["factor"])
                y = F.interpolate(given[0], scale_factor=scale) if p["type"] == "nearest" else F.interpolate(given[0], scale_factor=scale, mode="bilinear" if self.dims == 2 else "trilinear", align_corners=False)
            else:
                given = cropped(given)
                y = torch.cat(given, 1) if kind == "concat" else summed(given)
            kept[node["id"]] = y
            for i in node["inputs"]:
                uses[i] -= 1
                if uses[i] == 0 and i != self.output:
                    del kept[i]
        return kept[self.output]


def cropped(maps):
    sizes = [min(m.shape[a] for m in maps) for a in range(2, maps[0].dim())]
    out = []
    for m in maps:
        for a, s in enumerate(sizes, 2):
            if m.shape[a] != s:
                m = m.narrow(a, (m.shape[a] - s) // 2, s)
        out.append(m)
    return out


def summed(maps):
    wide = max(m.shape[1] for m in maps)
    return sum(F.pad(m, [0, 0] * (m.dim() - 2) + [0, wide - m.shape[1]]) if m.shape[1] < wide else m for m in maps)
