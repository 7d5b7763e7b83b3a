import { memberAt } from "../../core/statistics.ts";
import { spaces } from "../../catalog/spaces/index.ts";
import { askWhatIf, sampleMembers } from "../../worker/whatIf.ts";
import { bytesText } from "../../core/bytes.ts";
import type { Output } from "../output.ts";
import { parsePatch, readMemoryCap, readSpace } from "../spec.ts";

export interface SpaceFlags {
  readonly preset?: string;
  readonly sample?: number;
  readonly seed?: number;
  readonly patch?: string;
  readonly batch?: number;
  readonly classes?: number;
}

/** `cristae space`: how many networks a space holds, what they cost, and some of them. */
export async function space(
  id: string,
  { preset, sample = 5, seed = 0, patch = "64", batch = 8, classes = 2 }: SpaceFlags,
  output: Output,
): Promise<void> {
  const chosen = await readSpace(id, preset);
  const task = { channels: 1, classes, patch: parsePatch(patch) };
  const question = {
    spaceId: chosen.id,
    settings: chosen.settings,
    task,
    batch,
    memoryCap: readMemoryCap({}),
    seed,
    samples: 1000,
  };
  const answer = askWhatIf(question);
  const quantiles = (values: readonly number[]) => ({
    min: memberAt(values, 0),
    median: memberAt(values, 0.5),
    p90: memberAt(values, 0.9),
    max: memberAt(values, 1),
  });
  const parameters = quantiles(answer.costs.map((cost) => cost.parameters));
  const memory = quantiles(answer.costs.map((cost) => cost.trainingBytes));
  const members = sampleMembers(question, sample);
  output.json({
    type: "space",
    space: chosen.id,
    combinations: answer.count,
    sampled: answer.samples,
    legalShare: answer.legalShare.share,
    legalShareIs: answer.legalShare.isExact ? "exact" : "sampled",
    rejected: answer.rejected,
    diversity: answer.diversity,
    parameters,
    trainingBytes: memory,
  });
  for (const { key, description, cost } of members) output.json({ type: "member", key, description, ...cost });
  output.say(`${spaces.get(chosen.id).label}: about ${answer.count.toExponential(1)} networks`);
  output.say(
    `${(100 * answer.legalShare.share).toFixed(1)} % are legal (${answer.legalShare.isExact ? "counted" : `of ${answer.samples} draws`}); parameters ${parameters.min} to ${parameters.max}, median ${parameters.median}; memory to train, median ${bytesText(memory.median)}`,
  );
  const { members: legal, duplicates, facts } = answer.diversity;
  output.say(`${duplicates} of the ${legal} legal draws build a network that came before`);
  for (const { name, counts } of facts)
    output.say(`  ${name}: ${counts.map(([value, count]) => `${value} (${count})`).join(", ")}`);
  for (const { key, description, cost } of members)
    output.say(`  ${key.slice(0, 8)}  ${description}, ${cost.parameters} parameters`);
}
