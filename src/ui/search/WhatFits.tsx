import { Button } from "@mantine/core";
import { useMemo, useState } from "react";
import { catalogParts } from "../../catalog/parts.ts";
import { totalBytes, type TrainingMemory } from "../../core/network/analysis.ts";
import { createResolver } from "../../core/stages/resolve.ts";
import type { Study } from "../../core/study/study.ts";
import type { Trial } from "../../core/study/trial.ts";
import { whatFits, type SmallerMember, type SmallerRecipe } from "../../state/whatFits.ts";
import { compact } from "../charts/bins.ts";
import { formatBytes } from "../format.ts";
import { useStudio } from "../studioContext.ts";
import classes from "./whatFits.module.css";

/** What a network that was too large could be in its place, each a click away from being trained. */
export function WhatFits({ study, trial }: { readonly study: Study; readonly trial: Trial }) {
  const { spec, sources } = study;
  const fits = useMemo(
    () => whatFits(study, trial, createResolver(catalogParts)),
    // A trial's network depends on what had ended when its stage began, not on later trials.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [spec, sources, trial],
  );
  if (!fits) return null;
  return (
    <section className={`section ${classes.fits!}`} aria-label="What would fit">
      <h3>
        <b>Predicted peak memory</b>
      </h3>
      <MemoryBar memory={fits.memory} cap={fits.cap} />
      <h3>
        <b>What would fit</b>
      </h3>
      {fits.members.map((member) => (
        <MemberRow key={member.label} trial={trial} member={member} />
      ))}
      {fits.recipes.map((recipe) => (
        <RecipeRow key={recipe.text} recipe={recipe} />
      ))}
      {fits.members.length + fits.recipes.length === 0 && (
        <p className="t2">Nothing that differs in one number. A narrower space or a higher cap would.</p>
      )}
    </section>
  );
}

const PARTS = [
  ["activations", "Activations"],
  ["gradients", "Their gradients"],
  ["weights", "Weights and optimiser"],
] as const;

/** What the memory would be for, with the cap as a line across it. */
function MemoryBar({ memory, cap }: { readonly memory: TrainingMemory; readonly cap: number }) {
  const needs = totalBytes(memory);
  const parts = PARTS.map(([part, label]) => ({ part, label, bytes: memory[part] }));
  const words = parts.map(({ label, bytes }) => `${label.toLowerCase()} ${formatBytes(bytes)}`).join(", ");
  return (
    <>
      <div
        className={classes.bar}
        role="img"
        aria-label={`${formatBytes(needs)} of a cap of ${formatBytes(cap)}: ${words}`}
      >
        {parts.map(({ part, bytes }) => (
          <i key={part} data-part={part} style={{ width: `${(100 * bytes) / needs}%` }} />
        ))}
        <b style={{ left: `${(100 * Math.min(needs, cap)) / needs}%` }} />
      </div>
      <dl className={classes.parts}>
        {parts.map(({ part, label, bytes }) => (
          <div key={part}>
            <dt>
              <i data-part={part} aria-hidden /> {label}
            </dt>
            <dd className="num">{formatBytes(bytes)}</dd>
          </div>
        ))}
      </dl>
      <p className="t2">
        <b className="bad">{formatBytes(needs)}</b> in all, the cap is {formatBytes(cap)}
      </p>
    </>
  );
}

interface MemberRowProps {
  readonly trial: Trial;
  readonly member: SmallerMember;
}

function MemberRow({ trial, member: { label, was, is, cost, genotype } }: MemberRowProps) {
  const queueMember = useStudio((state) => state.queueMember);
  const [isQueued, setQueued] = useState(false);
  return (
    <div className={classes.row}>
      <span>
        <b>{`${label} ${is}`}</b>{" "}
        <span className="t3">{`in place of ${was}, ${compact(cost.parameters)} parameters`}</span>
      </span>
      <span className="num">{formatBytes(cost.trainingBytes)}</span>
      <Button
        size="xs"
        disabled={isQueued}
        aria-label={`Queue ${label} ${is}`}
        onClick={() => {
          setQueued(true);
          void queueMember(trial.stage, genotype);
        }}
      >
        {isQueued ? "Queued" : "Queue"}
      </Button>
    </div>
  );
}

function RecipeRow({ recipe: { text, cost, change } }: { readonly recipe: SmallerRecipe }) {
  const setUpSearch = useStudio((state) => state.setUpSearch);
  const changeRecipe = useStudio((state) => state.changeRecipe);
  return (
    <div className={classes.row}>
      <span>
        <b>{text}</b> <span className="t3">for all trials</span>
      </span>
      <span className="num">{formatBytes(cost.trainingBytes)}</span>
      <Button
        size="xs"
        variant="subtle"
        aria-label={`New search: ${text}`}
        onClick={() => {
          setUpSearch(true);
          changeRecipe(change);
        }}
      >
        New search
      </Button>
    </div>
  );
}
