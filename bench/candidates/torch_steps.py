#!/usr/bin/env python3
"""One turn: a PyTorch training step of every candidate of a file, one thread; torch_steps.py NETWORKS.jsonl STEPS. One JSON object a line."""
import json
import pathlib
import sys
import time

import torch
import torch.nn.functional as F

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
from torch_network import Net

WARM_UP = 3
CLASSES = 2


def steps(candidate, count):
    torch.manual_seed(0)
    net = Net(candidate["network"])
    patch, batch = candidate["patch"], candidate["batch"]
    x, y = torch.randn(batch, 1, *patch[1:]), torch.randint(0, CLASSES, (batch, *patch[1:]))
    adam = torch.optim.Adam(net.parameters(), 1e-3)
    for step in range(count + WARM_UP):
        if step == WARM_UP:
            wall, cpu = time.perf_counter(), time.process_time()
        adam.zero_grad(set_to_none=True)
        F.cross_entropy(net(x), y).backward()
        adam.step()
    return {"workload": f"candidate {candidate['label']}", "cpuMs": (time.process_time() - cpu) / count * 1e3,
            "wallMs": (time.perf_counter() - wall) / count * 1e3}


if __name__ == "__main__":
    torch.set_num_threads(1)
    for line in open(sys.argv[1]):
        print(json.dumps(steps(json.loads(line), int(sys.argv[2]))), flush=True)
