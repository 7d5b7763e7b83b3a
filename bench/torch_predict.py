#!/usr/bin/env python3
"""
Prediction of a stack in PyTorch, one thread: torch_predict.py NETWORKS.jsonl VOLUME.npy OUT.npy. Says what it took. Slices go through in
tiles, which takes it less time than whole ones of 1024 x 1024 do.
"""
import json
import sys
import time

import numpy as np
import torch

from torch_network import Net

TILE, OVERLAP = 256, 32


def starts(length):
    if length <= TILE:
        return [0]
    count = -(-(length - OVERLAP) // (TILE - OVERLAP))
    return [round(i * (length - TILE) / (count - 1)) for i in range(count)]


torch.set_num_threads(1)
networks, source, target = sys.argv[1:]
began = time.time()
volume = np.load(source).astype(np.float32)
volume = (volume - volume.mean()) / volume.std()
net = Net(json.loads(open(networks).readline())["network"]).eval()
out = np.zeros(volume.shape, np.uint8)
with torch.no_grad():
    for z, plane in enumerate(volume):
        for y in starts(plane.shape[0]):
            for x in starts(plane.shape[1]):
                labels = net(torch.from_numpy(plane[y:y + TILE, x:x + TILE])[None, None]).argmax(1)[0].numpy()
                top, left = (OVERLAP // 2 if y else 0), (OVERLAP // 2 if x else 0)
                out[z, y + top:y + TILE, x + left:x + TILE] = labels[top:, left:]
np.save(target, out)
print(json.dumps({"cpuMs": 1e3 * time.process_time(), "wallMs": 1e3 * (time.time() - began)}))
