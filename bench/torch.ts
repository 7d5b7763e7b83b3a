import { spawnSync } from "node:child_process";

const PYTHONS = ["/usr/bin/python3", "python3"];

/** A Python that has PyTorch. */
export const findTorch = (): string | undefined =>
  PYTHONS.find((python) => spawnSync(python, ["-c", "import torch"]).status === 0);

/** The same, said aloud where there is none: a table without PyTorch must not look like one that was asked for so. */
export function torchOrSaySo(isWanted: boolean): string | undefined {
  const python = isWanted ? findTorch() : undefined;
  if (isWanted && !python)
    process.stderr.write(
      `No Python here has PyTorch (${PYTHONS.join(", ")}): ours alone is measured. On Debian: apt-get install python3-torch\n`,
    );
  return python;
}
