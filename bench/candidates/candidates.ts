import networks from "./networks.jsonl?raw";
import type { Workload } from "../workloads.ts";

const CLASSES = 2;

/** Networks that a search over module trees proposed and trained: eight of a study of membranes, in the order of their trials. */
export const candidates: readonly Workload[] = networks
  .split("\n")
  .filter(Boolean)
  .map((line) => JSON.parse(line) as Pick<Workload, "network" | "patch" | "batch"> & { readonly label: string })
  .map(({ label, network, patch, batch }) => ({
    name: `candidate ${label}`,
    network,
    patch,
    batch,
    classes: CLASSES,
  }));
