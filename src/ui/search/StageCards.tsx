import { Button, Menu } from "@mantine/core";
import { ArrowLeft, ArrowRight, ChevronRight, MoreVertical, Play, Plus, Trash2 } from "lucide-react";
import type { StageEdit } from "../../core/stages/edits.ts";
import { doneOf, plannedOf, sizeOf } from "../../core/stages/stages.ts";
import { trialsOf } from "../../core/study/trials.ts";
import type { Stage } from "../../core/stages/index.ts";
import type { Study } from "../../core/study/study.ts";
import { formatDuration } from "../format.ts";
import { IconButton } from "../controls/IconButton.tsx";
import { useStudio } from "../studioContext.ts";
import { offersFor, viewOf } from "./stages/index.ts";
import classes from "./search.module.css";

interface StageCardsProps {
  readonly stages: readonly Stage[];
  /** The open study whose stages they are; null while a search is planned. */
  readonly study: Study | null;
  readonly shown: number;
  /** Predicted seconds of each stage of a plan; null before they are known. */
  readonly seconds?: readonly number[] | null;
  readonly onShow: (stage: number) => void;
  readonly onEdit: (edit: StageEdit) => void | Promise<void>;
  /** Works on everything up to a stage. */
  readonly onRun?: (stage: number) => void;
  /** Trains a baseline with the recipe of the first stage. */
  readonly onBaseline?: () => void;
  /** Opens a network of an ONNX file as a baseline. */
  readonly onOnnx?: () => void;
}

/** The pipeline as a row of cards. What has begun stays; what comes after can be changed, moved, taken out. */
export function StageCards({
  stages,
  study,
  shown,
  seconds,
  onShow,
  onEdit,
  onRun,
  onBaseline,
  onOnnx,
}: StageCardsProps) {
  const attempt = useStudio((state) => state.attempt);
  const begun = study?.sources.length ?? 0;
  const edit = (wish: StageEdit) => void attempt(async () => onEdit(wish));
  return (
    <div className={classes.stages} role="group" aria-label="Stages">
      {stages.map((stage, index) => {
        const isFixed = index < begun || index === 0;
        return (
          <div key={index} className={classes.stageSlot}>
            {index > 0 && <ChevronRight aria-hidden className={classes.arrow} />}
            <div className={classes.stage} data-shown={index === shown}>
              {study ? (
                <StageFace stage={stage} index={index} study={study} isShown={index === shown} onShow={onShow} />
              ) : (
                <PlannedFace
                  {...{ stage, index, onShow }}
                  isShown={index === shown}
                  seconds={seconds?.[index] ?? null}
                />
              )}
              <StageMenu {...{ stage, index, stages, study, isFixed }} {...(onRun && { onRun })} onEdit={edit} />
            </div>
          </div>
        );
      })}
      <AddStage
        stages={stages}
        onAdd={(stage) => edit({ type: "insert", stage })}
        {...(onBaseline && { onBaseline })}
        {...(onOnnx && { onOnnx })}
      />
    </div>
  );
}

interface StageMenuProps {
  readonly stage: Stage;
  readonly index: number;
  readonly stages: readonly Stage[];
  readonly study: Study | null;
  /** Whether it stays where it is. */
  readonly isFixed: boolean;
  readonly onEdit: (edit: StageEdit) => void;
  readonly onRun?: (stage: number) => void;
}

function StageMenu({ stage, index, stages, study, isFixed, onEdit, onRun }: StageMenuProps) {
  const begun = study?.sources.length ?? 0;
  const { Fields } = viewOf(stage);
  return (
    <Menu position="bottom-end" closeOnItemClick withinPortal middlewares={{ flip: true, shift: true, size: true }}>
      <Menu.Target>
        <IconButton label={`Change stage ${index + 1}`} size="sm">
          <MoreVertical aria-hidden />
        </IconButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Fields
          stage={stage}
          index={index}
          stages={stages}
          titles={stages.map((other) => viewOf(other).words(other).title)}
          isBegun={index < begun}
          onChange={(change) => onEdit({ type: "change", index, change })}
        />
        {onRun && study && doneOf(study, index) < plannedOf(study, index) && (
          <Menu.Item leftSection={<Play aria-hidden />} onClick={() => onRun(index)}>
            Run up to here
          </Menu.Item>
        )}
        <Menu.Item
          leftSection={<ArrowLeft aria-hidden />}
          disabled={isFixed || index - 1 < Math.max(1, begun)}
          onClick={() => onEdit({ type: "move", index, to: index - 1 })}
        >
          Move earlier
        </Menu.Item>
        <Menu.Item
          leftSection={<ArrowRight aria-hidden />}
          disabled={isFixed || index === stages.length - 1}
          onClick={() => onEdit({ type: "move", index, to: index + 1 })}
        >
          Move later
        </Menu.Item>
        <Menu.Item
          leftSection={<Trash2 aria-hidden />}
          disabled={isFixed}
          onClick={() => onEdit({ type: "remove", index })}
        >
          Take out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

interface PlannedFaceProps {
  readonly stage: Stage;
  readonly index: number;
  readonly isShown: boolean;
  readonly seconds: number | null;
  readonly onShow: (stage: number) => void;
}

/** A stage of a plan: what it does, how much of it, what it is for and what it costs. */
function PlannedFace({ stage, index, isShown, seconds, onShow }: PlannedFaceProps) {
  const view = viewOf(stage);
  const { title, what, detail } = view.words(stage);
  const size = sizeOf(stage);
  return (
    <button
      type="button"
      className={`${classes.stageFace!} ${classes.plannedFace!}`}
      aria-pressed={isShown}
      title={`${what}; ${detail}`}
      onClick={() => onShow(index)}
    >
      <span className="row">
        <span className="t3">{index + 1}</span>
        <b className={classes.clip}>{title}</b>
      </span>
      <span>{what}</span>
      <span className="t2">
        {size} {size === 1 ? "trial" : "trials"}
        {detail && `, ${detail}`}
      </span>
      <span className="t3">{view.purpose}</span>
      {seconds !== null && seconds > 0 && <b className="accent nowrap">{formatDuration(seconds)}</b>}
    </button>
  );
}

interface StageFaceProps {
  readonly stage: Stage;
  readonly index: number;
  readonly study: Study;
  readonly isShown: boolean;
  readonly onShow: (stage: number) => void;
}

function StageFace({ stage, index, study, isShown, onShow }: StageFaceProps) {
  const { title, what, detail } = viewOf(stage).words(stage);
  const [done, planned] = [doneOf(study, index), plannedOf(study, index)];
  const failed = trialsOf(study, index).filter(({ status }) => status === "failed").length;
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
        <span className={done > 0 && done < planned ? "accent nowrap" : "t3 nowrap"}>{`${done} of ${planned}`}</span>
      </span>
      <span className={`t3 ${classes.stageDetail!}`}>
        {detail}
        {failed > 0 && <span className="bad">, {failed} failed</span>}
      </span>
    </button>
  );
}

interface AddStageProps {
  readonly stages: readonly Stage[];
  readonly onAdd: (stage: Stage) => void;
  readonly onBaseline?: () => void;
  readonly onOnnx?: () => void;
}

function AddStage({ stages, onAdd, onBaseline, onOnnx }: AddStageProps) {
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <Button size="xs" variant="subtle" leftSection={<Plus aria-hidden />}>
          Add
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {onBaseline && <Menu.Item onClick={onBaseline}>U-Net baseline</Menu.Item>}
        {onOnnx && <Menu.Item onClick={onOnnx}>ONNX file as a baseline</Menu.Item>}
        {offersFor(stages).map(({ label, stage }) => (
          <Menu.Item key={label} disabled={stage === null} onClick={() => stage && onAdd(stage)}>
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
