import { describe } from "vitest";

declare module "vitest" {
  interface TaskMeta {
    /** What is not tried where the test is skipped, and why. */
    readonly skippedBecause?: string;
  }
}

/** Options of tests that cannot run everywhere. `because` says what was not tried, and why: the last lines of `npm test` repeat it. */
export const whenSkipped = (because: string) => ({ meta: { skippedBecause: because } });

export const WITHOUT_GPU = whenSkipped(
  "WebGPU in Node, as Vulkan (its loader and a driver) or the package webgpu was not found",
);

export const WITHOUT_COLLECTION = whenSkipped("real files, as the collection of files beside the checkout is not here");

/** The same tests on every device, by a name in which it is `%s`; those on WebGPU are skipped where Node has no GPU. */
export const describeOn =
  <Device extends string>(devices: readonly Device[], hasGpu: boolean) =>
  (name: string, tests: (device: Device) => void): void => {
    for (const device of devices)
      describe.skipIf(device === "webgpu" && !hasGpu)(name.replace("%s", device), WITHOUT_GPU, () => tests(device));
  };

export const WITHOUT_TORCH = whenSkipped(
  "exported PyTorch modules against the engine, as /usr/bin/python3 has no torch (Debian: python3-torch)",
);

export const WITHOUT_NUMPY = whenSkipped(
  "exported Keras modules, as /usr/bin/python3 has no numpy (Debian: python3-numpy)",
);

export const WITHOUT_ANSWERS = whenSkipped(
  "worked values of the specification, as its folder beside the checkout is not here",
);

export const WITHOUT_REDIS = whenSkipped(
  "the lease queue on Redis, as no redis-server was found (Debian: redis-server)",
);

export const WITHOUT_POSTGRES = whenSkipped(
  "the lease queue on PostgreSQL, as its server was not found (Debian: postgresql)",
);
