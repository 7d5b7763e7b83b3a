import { Button, Menu } from "@mantine/core";
import { ArrowLeft, ArrowRight, ChevronRight, MoreVertical, Play, Plus, Trash2 } from "lucide-react";
import { tuningStage } from "../../catalog/pipelines/index.ts";
import type { StageEdit } from "../../catalog/pipelines/stageEdits.ts";
import { doneOf, plannedOf, sizeOf, trialsOf } from "../../core/stages/stages.ts";
import type { Shape3 } from "../../core/image/volume.ts";
import type { Stage } from "../../core/study/spec.ts";
import type { Study } from "../../core/study/study.ts";
import { IconButton } from "../controls/IconButton.tsx";
import { useStudio } from "../studioContext.ts";
import { StageFields } from "./StageFields.tsx";
import { stageWords } from "./stageText.ts";
import classes from "./search.module.css";

interface StageCardsProps {
  readonly stages: readonly Stage[];
  /** The open study whose stages they are; null while a search is planned. */
  readonly study: Study | null;
  readonly shown: number;
  readonly onShow: (stage: number) => void;
  readonly onEdit: (edit: StageEdit) => void | Promise<void>;
  /** Works on everything up to a stage. */
  readonly onRun?: (stage: number) => void;
  /** Trains a baseline with the recipe of the first stage. */
  readonly onBaseline?: () => void;
}

/** The pipeline as a row of cards. What has begun stays; what comes after can be changed, moved, taken out. */
export function StageCards({ stages, study, shown, onShow, onEdit, onRun, onBaseline }: StageCardsProps) {
  const attempt = useStudio((state) => state.attempt);
  const begun = study?.begun.length ?? 0;
  const edit = (wish: StageEdit) => void attempt(async () => onEdit(wish));
  return (
    <div className={classes.stages} role="group" aria-label="Stages">
      {stages.map((stage, index) => {
        const isFixed = index < begun || index === 0;
        return (
          <div key={index} className={classes.stageSlot}>
            {index > 0 && <ChevronRight aria-hidden className={classes.arrow} />}
            <div className={classes.stage} data-shown={index === shown}>
              <StageFace stage={stage} index={index} study={study} isShown={index === shown} onShow={onShow} />
              <Menu
                position="bottom-end"
                closeOnItemClick
                withinPortal
                middlewares={{ flip: true, shift: true, size: true }}
              >
                <Menu.Target>
                  <IconButton label={`Change stage ${index + 1}`} size="sm">
                    <MoreVertical aria-hidden />
                  </IconButton>
                </Menu.Target>
                <Menu.Dropdown>
                  <StageFields
                    stage={stage}
                    index={index}
                    stages={stages}
                    isBegun={index < begun}
                    onChange={(change) => edit({ type: "change", index, change })}
                  />
                  {onRun && study && doneOf(study, index) < plannedOf(study, index) && (
                    <Menu.Item leftSection={<Play aria-hidden />} onClick={() => onRun(index)}>
                      Run up to here
                    </Menu.Item>
                  )}
                  <Menu.Item
                    leftSection={<ArrowLeft aria-hidden />}
                    disabled={isFixed || index - 1 < Math.max(1, begun)}
                    onClick={() => edit({ type: "move", index, to: index - 1 })}
                  >
                    Move earlier
                  </Menu.Item>
                  <Menu.Item
                    leftSection={<ArrowRight aria-hidden />}
                    disabled={isFixed || index === stages.length - 1}
                    onClick={() => edit({ type: "move", index, to: index + 1 })}
                  >
                    Move later
                  </Menu.Item>
                  <Menu.Item
                    leftSection={<Trash2 aria-hidden />}
                    disabled={isFixed}
                    onClick={() => edit({ type: "remove", index })}
                  >
                    Take out
                  </Menu.Item>
                </Menu.Dropdown>
              </Menu>
            </div>
          </div>
        );
      })}
      <AddStage
        stages={stages}
        onAdd={(stage) => edit({ type: "insert", stage })}
        {...(onBaseline && { onBaseline })}
      />
    </div>
  );
}

interface StageFaceProps {
  readonly stage: Stage;
  readonly index: number;
  readonly study: Study | null;
  readonly isShown: boolean;
  readonly onShow: (stage: number) => void;
}

function StageFace({ stage, index, study, isShown, onShow }: StageFaceProps) {
  const { title, what, detail } = stageWords(stage);
  const [done, planned] = study ? [doneOf(study, index), plannedOf(study, index)] : [0, sizeOf(stage)];
  const failed = study ? trialsOf(study, index).filter(({ status }) => status === "failed").length : 0;
  return (
    <button
      type="button"
      className={classes.stageFace}
      aria-pressed={isShown}
      title={`${what}; ${detail}`}
      onClick={() => onShow(index)}
    >
      <span className="row">
        <span className="t3">{index + 1}</span>
        <b>{title}</b>
        <span className={`t2 ${classes.clip!}`}>{what}</span>
        <span className="space" />
        <span className={done > 0 && done < planned ? "accent nowrap" : "t3 nowrap"}>
          {study ? `${done} of ${planned}` : planned}
        </span>
      </span>
      <span className={`t3 ${classes.stageDetail!}`}>
        {detail}
        {failed > 0 && <span className="bad">, {failed} failed</span>}
      </span>
    </button>
  );
}

const lastSearch = (stages: readonly Stage[]): number => stages.findLastIndex(({ kind }) => kind === "search");
/** Stages that have a best to vote or to be tested: all but tests and shared weights. */
const choosing = (stages: readonly Stage[]): readonly number[] =>
  stages.flatMap(({ kind }, index) => (kind === "test" || kind === "supernet" ? [] : [index]));

/** Where networks found on 64 px are tried next. */
const LARGE_PATCH: Shape3 = [1, 256, 256];

interface AddStageProps {
  readonly stages: readonly Stage[];
  readonly onAdd: (stage: Stage) => void;
  readonly onBaseline?: () => void;
}

function AddStage({ stages, onAdd, onBaseline }: AddStageProps) {
  const [first] = stages;
  const scored = choosing(stages);
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <Button size="xs" variant="subtle" leftSection={<Plus aria-hidden />}>
          Add
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {onBaseline && first?.kind === "search" && <Menu.Item onClick={onBaseline}>U-Net baseline</Menu.Item>}
        <Menu.Item onClick={() => onAdd({ kind: "retrain", source: { bestOf: 0 }, times: 5 })}>
          Retrain the best from fresh weights
        </Menu.Item>
        <Menu.Item
          onClick={() =>
            onAdd({ kind: "retrain", source: { bestOf: 0 }, times: 3, recipe: { patch: LARGE_PATCH, batch: 1 } })
          }
        >
          Train the best on patches of {LARGE_PATCH[2]} px
        </Menu.Item>
        {first?.kind === "search" && (
          <Menu.Item onClick={() => onAdd(tuningStage(first, { tunings: 20, batch: 4 }))}>
            Tune the training of the best
          </Menu.Item>
        )}
        <Menu.Item
          disabled={scored.length === 0}
          onClick={() =>
            onAdd({ kind: "ensemble", from: scored.filter((index) => stages[index]!.kind !== "ensemble"), members: 4 })
          }
        >
          Ensemble of the best
        </Menu.Item>
        <Menu.Item
          disabled={scored.length === 0}
          onClick={() =>
            onAdd({
              kind: "test",
              from: [
                ...new Set([
                  ...scored.slice(0, 1),
                  ...scored.filter((index) => index === lastSearch(stages)),
                  ...scored.slice(-1),
                ]),
              ],
            })
          }
        >
          Test on the held-out slices
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
