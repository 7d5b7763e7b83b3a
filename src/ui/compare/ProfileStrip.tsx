import { useEffect } from "react";
import { disagreementPeaks } from "../../core/image/disagreement.ts";
import { PARTS, type Split } from "../../core/image/dataset.ts";
import { chosenBy } from "../../state/partOfSlice.ts";
import { profileKey } from "../../state/compareSlice.ts";
import { trialName } from "../../state/roomSummary.ts";
import { PlotFrame } from "../charts/PlotFrame.tsx";
import { useSize, type ElementSize } from "../controls/useSize.ts";
import { formatInteger, formatShare, plural, withUnit } from "../format.ts";
import { useStudio } from "../studioContext.ts";
import classes from "./compare.module.css";

const FOOT = 26;
const HEAD = 26;
const MARKED_PEAKS = 3;
const PART_NAMES = { train: "train", validation: "validate", test: "test" } as const;

/** On which slices the two compared trials differ, and by how much. */
export function ProfileStrip() {
  const compared = useStudio((state) => state.compared);
  const study = useStudio((state) => state.study);
  const slices = study?.spec.task.shape[0] ?? 0;
  const wantProfile = useStudio((state) => state.wantProfile);
  const [first, second] = compared;
  const profile = useStudio(({ profiles }) =>
    first === undefined || second === undefined ? undefined : profiles.get(profileKey(first, second)),
  );
  const progress = useStudio(({ profileProgress }) =>
    first === undefined || second === undefined ? undefined : profileProgress.get(profileKey(first, second)),
  );
  const [ref, size] = useSize();
  useEffect(() => {
    if (first !== undefined && second !== undefined) wantProfile(first, second);
  }, [first, second, wantProfile]);
  return (
    <section className={classes.profile} aria-label="Disagreement per slice">
      <header>
        {first !== undefined && second !== undefined ? (
          <>
            <b>
              {trialName(study, first)} against {trialName(study, second)}
            </b>
            <br />
            share of pixels that differ, per slice
          </>
        ) : (
          "Choose two trials to see on which slices they differ."
        )}
      </header>
      <div ref={ref} className={classes.plot}>
        {size && profile && (
          <PlotFrame
            name="Disagreement per slice"
            numbers={() => Array.from(profile, (share, slice) => ({ slice, share }))}
          >
            <ProfilePlot profile={profile} size={size} />
          </PlotFrame>
        )}
        {!profile && second !== undefined && (
          <p className="t3" style={{ paddingTop: 32 }}>
            {profile === null
              ? "One of the two could not be predicted."
              : `Predicting ${progress ? `slice ${formatInteger(Math.min(progress.done + 1, progress.planned))} of ${formatInteger(progress.planned)}` : plural(slices, "slice")} by each of the two`}
          </p>
        )}
      </div>
    </section>
  );
}

function ProfilePlot({ profile, size }: { readonly profile: Float32Array; readonly size: ElementSize }) {
  const slice = useStudio((state) => state.slice);
  const goTo = useStudio((state) => state.goTo);
  const split = useStudio(({ data }) => data?.split ?? null);
  const most = Math.max(...profile, 0.001);
  const base = size.height - FOOT;
  const step = size.width / profile.length;
  const height = (share: number) => (share / most) * (base - HEAD);
  const within = useStudio(({ study }) => study && chosenBy(study.spec.task));
  const isTestOpened = useStudio(({ study }) => study?.isTestOpened ?? false);
  const peaks = disagreementPeaks(profile, within ?? undefined).slice(0, MARKED_PEAKS);
  return (
    <svg
      role="img"
      aria-label={`Share of pixels that differ, at most ${formatShare(most)}, on slice ${profile.indexOf(most)}`}
      onClick={(event) => goTo(Math.floor((event.clientX - event.currentTarget.getBoundingClientRect().left) / step))}
    >
      <path
        d={`M0 ${base - height(most / 2)}H${size.width}M0 ${base - height(most)}H${size.width}`}
        stroke="var(--grid)"
      />
      <text className={classes.plotText} x={0} y={base - height(most) - 4}>
        {withUnit((most * 100).toFixed(1), "%")}
      </text>
      {Array.from(profile, (share, z) => {
        const isShown = z === slice;
        const isPeak = peaks.includes(z);
        const fill = isShown ? "var(--accent)" : isPeak ? "var(--text-2)" : "var(--text-3)";
        const top = base - height(share);
        return (
          <g key={z}>
            <rect
              x={z * step + 1}
              y={top}
              width={Math.max(1, step - 2)}
              height={height(share)}
              fill={fill}
              opacity={isShown || isPeak ? 1 : 0.6}
            >
              <title>{`Slice ${z}: ${formatShare(share)}`}</title>
            </rect>
            {(isPeak || isShown) && <path d={`M${(z + 0.5) * step - 4} ${top - 9}h8l-4 5z`} fill={fill} />}
          </g>
        );
      })}
      <path d={`M0 ${base + 0.5}H${size.width}`} stroke="var(--line-2)" />
      <text className={classes.plotStrong} x={(slice + 0.5) * step} y={12} textAnchor="middle">
        {slice}
      </text>
      {split?.axis === "slices" && <PartMarks split={split} step={step} base={base} isTestOpened={isTestOpened} />}
    </svg>
  );
}

interface PartMarksProps {
  readonly split: Split;
  readonly step: number;
  readonly base: number;
  readonly isTestOpened: boolean;
}

function PartMarks({ split, step, base, isTestOpened }: PartMarksProps) {
  return PARTS.filter((part) => split[part].to > split[part].from).map((part) => {
    const { from, to } = split[part];
    const isValidation = part === "validation";
    return (
      <g key={part}>
        <path
          d={`M${from * step + 1} ${base + 5}H${to * step - 1}`}
          stroke={isValidation ? "var(--text)" : "var(--line-2)"}
          strokeWidth={3}
        />
        <text
          className={isValidation ? classes.plotStrong : classes.plotText}
          x={((from + to) / 2) * step}
          y={base + 20}
          textAnchor="middle"
        >
          {part === "test" && !isTestOpened ? "test, closed" : PART_NAMES[part]}
        </text>
      </g>
    );
  });
}
