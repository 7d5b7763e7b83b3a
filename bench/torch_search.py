#!/usr/bin/env python3
"""The whole job of a search in PyTorch: networks trained and scored by the same recipe, as a user would write it.

  torch_search.py NETWORKS.jsonl IMAGE.npy LABELS.npy --train 0:12 --val 12:15 [--processes 2]

Every candidate: random crops with flips and quarter turns, softmax cross-entropy, Adam, an evaluation on whole validation slices
every `evaluateEvery` steps (one confusion matrix, mean IoU). One process a core, one thread each. One line at the end says what it took.
"""
import argparse
import json
import multiprocessing
import resource
import time

import numpy as np
import torch
import torch.nn.functional as F

from torch_network import Net, cropped


def span(text):
    a, b = text.split(":")
    return slice(int(a), int(b))


def train(job):
    spec, image, labels, opt, number = job
    torch.set_num_threads(1)
    torch.manual_seed(number)
    rng = np.random.default_rng(number)
    began, cpu = time.time(), time.process_time()
    k = int(labels.max()) + 1
    train_x, train_y = image[opt.train], labels[opt.train]
    net = Net(spec["network"])
    adam = torch.optim.Adam(net.parameters(), 1e-3)
    n, size = spec["batch"], spec["patch"][2]

    def batch():
        xs, ys = [], []
        for _ in range(n):
            z, r, c = rng.integers(len(train_x)), rng.integers(train_x.shape[1] - size + 1), rng.integers(train_x.shape[2] - size + 1)
            x, y = np.rot90(train_x[z, r:r + size, c:c + size], t := rng.integers(4)), np.rot90(train_y[z, r:r + size, c:c + size], t)
            if rng.integers(2):
                x, y = x[:, ::-1], y[:, ::-1]
            xs.append(x.copy()); ys.append(y.copy())
        return torch.from_numpy(np.stack(xs))[:, None], torch.from_numpy(np.stack(ys)).long()

    def evaluate():
        net.eval()
        matrix = np.zeros(k * k, np.int64)
        with torch.no_grad():
            for x, y in zip(image[opt.val], labels[opt.val]):
                side = 64
                h, w = -x.shape[0] % side, -x.shape[1] % side
                t = F.pad(torch.from_numpy(x[None, None]), (0, w, 0, h), mode="reflect") if h or w else torch.from_numpy(x[None, None])
                p = net(t).argmax(1)[0].numpy()
                top, left = (y.shape[0] - p.shape[0]) // 2, (y.shape[1] - p.shape[1]) // 2
                if top < 0: p = p[:y.shape[0]]; top = 0
                if left < 0: p = p[:, :y.shape[1]]; left = 0
                matrix += np.bincount(y[top:top + p.shape[0], left:left + p.shape[1]].ravel() * k + p.ravel(), minlength=k * k)
        net.train()
        matrix = matrix.reshape(k, k)
        hit, union = np.diag(matrix), matrix.sum(0) + matrix.sum(1) - np.diag(matrix)
        return float((hit / np.maximum(union, 1)).mean())

    seconds = {"batch": 0.0, "step": 0.0, "evaluate": 0.0}
    for step in range(1, spec["steps"] + 1):
        a = time.process_time()
        x, y = batch()
        b = time.process_time()
        adam.zero_grad(set_to_none=True)
        F.cross_entropy(cropped([net(x)])[0], y).backward()
        adam.step()
        c = time.process_time()
        if step % spec["evaluateEvery"] == 0 or step == spec["steps"]:
            iou = evaluate()
        seconds["batch"] += b - a; seconds["step"] += c - b; seconds["evaluate"] += time.process_time() - c
    return {"label": spec["label"], "meanIou": round(iou, 4), "seconds": round(time.time() - began, 2), "cpuSeconds": round(time.process_time() - cpu, 2),
            "parameters": sum(p.numel() for p in net.parameters()), **{f"{name}Cpu": round(value, 2) for name, value in seconds.items()}}


def main():
    arg = argparse.ArgumentParser()
    for name in ("networks", "image", "labels"):
        arg.add_argument(name)
    for name in ("--train", "--val"):
        arg.add_argument(name, type=span, required=True)
    arg.add_argument("--processes", type=int, default=2)
    opt = arg.parse_args()
    image, labels = np.load(opt.image).astype(np.float32), np.load(opt.labels)
    image = (image - image[opt.train].mean()) / image[opt.train].std()
    specs = [json.loads(line) for line in open(opt.networks)]
    began = time.time()
    with multiprocessing.get_context("spawn").Pool(opt.processes) as pool:
        for _ in pool.imap_unordered(train, [(s, image, labels, opt, i) for i, s in enumerate(specs)], 1):
            pass
        pool.close()
        pool.join()
    use = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(json.dumps({"cpuMs": 1e3 * (time.process_time() + use.ru_utime + use.ru_stime), "wallMs": 1e3 * (time.time() - began)}))


if __name__ == "__main__":
    main()
