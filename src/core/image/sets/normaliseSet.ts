import { normaliseSubjects, type Joined, type Subject } from "../subjects.ts";

/** A set shifted and scaled to mean 0 and deviation 1 by itself, as each of its subjects is where it has several: microscopes differ too much to share one scale. */
export function normaliseSet({ volume, subjects }: Joined): Joined {
  const [depth, height, width] = volume.shape;
  const whole: Subject = { name: "", slices: { from: 0, to: depth }, height, width };
  const normalised = normaliseSubjects({ volume, subjects: subjects ?? [whole] });
  return { volume: normalised, ...(subjects && { subjects }) };
}
