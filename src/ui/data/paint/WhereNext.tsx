import { Button } from "@mantine/core";
import { useMemo } from "react";
import type { LabelMapping } from "../../../core/image/labelMap.ts";
import type { Suggestion, SuggestionGain } from "../../../core/image/suggesting/mostDisputed.ts";
import { CornerMark } from "../../canvas/CornerMark.tsx";
import type { Frame } from "../../canvas/viewTransform.ts";
import { Caps } from "../../controls/Caps.tsx";
import { formatInteger, formatShare } from "../../format.ts";
import { hasVoters } from "../../../state/painting/hasVoters.ts";
import { useStudio } from "../../studioContext.ts";

/** Where labels would teach most, and what they did teach. */
export function WhereNext() {
  const isLearning = useStudio((state) => state.isLearning);
  const isSuggesting = useStudio((state) => state.isSuggesting);
  const suggestion = useStudio((state) => state.suggestion);
  const gain = useStudio((state) => state.suggestionGain);
  const mapping = useStudio(({ data }) => data?.mapping ?? null);
  const suggestNext = useStudio((state) => state.suggestNext);
  const study = useStudio((state) => state.study);
  const classes = mapping?.classes;
  const hasCommittee = useMemo(() => hasVoters(study, classes), [study, classes]);
  const mayAsk = isLearning || hasCommittee;
  if (!mapping || (!mayAsk && !suggestion)) return null;
  return (
    <section className="section" aria-label="Where next">
      <div className="panel-head">
        <h2>Where next</h2>
        <span className="space" />
        <Button
          size="xs"
          variant="default"
          disabled={!mayAsk || isSuggesting}
          rightSection={<Caps caps={["N"]} />}
          onClick={() => void suggestNext()}
        >
          {suggestion ? "Next place" : "Go there"}
        </Button>
      </div>
      <div className="panel-body col" style={{ gap: 4 }}>
        <span className="t2 sm" role="status">
          {isSuggesting
            ? `Asking ${whoVotes({ isLearning, hasCommittee })} about some slices.`
            : suggestion
              ? suggestionText(suggestion, mapping)
              : `The place that ${whoVotes({ isLearning, hasCommittee })} differ on most.`}
        </span>
        {suggestion && gain && gain.labelled > 0 && <span className="sm">{gainText(gain)}</span>}
      </div>
    </section>
  );
}

interface Voters {
  readonly isLearning: boolean;
  readonly hasCommittee: boolean;
}

const whoVotes = ({ isLearning, hasCommittee }: Voters): string =>
  [...(isLearning ? ["the last trainings"] : []), ...(hasCommittee ? ["the study's best networks"] : [])].join(" and ");

function suggestionText({ z, disputed, expectedWrong, between }: Suggestion, { classes }: LabelMapping): string {
  const names = between?.map((index) => classes[index]?.name ?? `class ${index}`);
  const about = names ? `, mostly ${names[0]} against ${names[1]}` : "";
  return `Slice ${z}: the last trainings differ on ${formatShare(disputed)} of this window${about}. Labels here are expected to put ${formatShare(expectedWrong)} of it right.`;
}

const gainText = ({ labelled, wrong }: SuggestionGain): string =>
  `Of ${formatInteger(labelled)} px labelled here since, ${formatInteger(wrong)} had been wrong (${formatShare(wrong / labelled)}).`;

/** The corners of the place on the plane that is shown. */
export function SuggestionMark({ frame }: { readonly frame: Frame }) {
  const suggestion = useStudio((state) =>
    state.plane === "xy" && state.suggestion?.z === state.slice ? state.suggestion : null,
  );
  if (!suggestion) return null;
  const { x, y, width, height } = suggestion;
  return <CornerMark box={{ left: x, top: y, right: x + width, bottom: y + height }} frame={frame} />;
}
