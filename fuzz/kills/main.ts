import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { runKills } from "./kills.ts";

const { values } = parseArgs({
  options: { kills: { type: "string", default: "500" }, seed: { type: "string", default: "1" } },
});
const began = performance.now();
const { kills, studies, refused, findings } = await runKills({
  cristae: fileURLToPath(new URL("../../../bin/cristae.js", import.meta.url)),
  kills: Number(values.kills),
  seed: Number(values.seed),
  tell: (text) => process.stdout.write(`${text}\n`),
});
process.stdout.write(
  `${kills} kills of ${studies} studies, seed ${values.seed}, ${refused} processes turned away, ${Math.round((performance.now() - began) / 1000)} s; ${findings.length} findings\n`,
);
process.exitCode = findings.length > 0 ? 1 : 0;
