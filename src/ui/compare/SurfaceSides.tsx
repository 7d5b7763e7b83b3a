import { Select } from "@mantine/core";
import { latestScores } from "../../core/study/trial.ts";
import { trialName } from "../../state/roomSummary.ts";
import { surfaceKey, surfaceSides } from "../../state/surfaceSlice.ts";
import type { SurfaceSource } from "../../worker/studioApi.ts";
import { useStudio } from "../studioContext.ts";

/** What the two panes of the 3D view show. */
export function SurfaceSides() {
  return (
    <>
      <Side side={0} label="Left" />
      <Side side={1} label="Right" />
    </>
  );
}

function Side({ side, label }: { readonly side: 0 | 1; readonly label: string }) {
  const study = useStudio((state) => state.study);
  const source = useStudio((state) => surfaceKey(surfaceSides(state)[side]));
  const chooseSide = useStudio((state) => state.chooseSide);
  const scored = (study?.trials ?? []).filter(
    (trial) => (trial.status === "finished" || trial.status === "pruned") && latestScores(trial),
  );
  const choices: readonly { readonly source: SurfaceSource; readonly label: string }[] = [
    { source: { of: "labels" }, label: "Labels" },
    ...scored.map(({ id }) => ({ source: { of: "prediction", trial: id } as const, label: trialName(study, id) })),
  ];
  return (
    <>
      <span className="t2">{label}</span>
      <Select
        aria-label={`${label} in 3D`}
        w={150}
        value={source}
        data={choices.map((choice) => ({ value: surfaceKey(choice.source), label: choice.label }))}
        onChange={(key) => {
          const chosen = choices.find((choice) => surfaceKey(choice.source) === key);
          if (chosen) chooseSide(side, chosen.source);
        }}
      />
    </>
  );
}
