import { Button, SegmentedControl, Slider, Switch, Textarea } from "@mantine/core";
import { ChevronDown, ChevronUp, Copy, Eye, EyeOff, TriangleAlert } from "lucide-react";
import { MAX_ZOOM } from "../../../state/viewSlice.ts";
import type { FigureSettings } from "../../../state/figureSlice.ts";
import { IconButton } from "../../controls/IconButton.tsx";
import { useStudio } from "../../studioContext.ts";
import type { ComposedFigure } from "./composeFigure.ts";
import classes from "./figure.module.css";
import { FigureExport } from "./FigureExport.tsx";
import type { PaintedPane } from "./PanePainter.tsx";

interface FigureSideProps {
  readonly composed: ComposedFigure | null;
  readonly painted: ReadonlyMap<number, PaintedPane>;
}

/** What is on the paper, and how it leaves the page. */
export function FigureSide({ composed, painted }: FigureSideProps) {
  const figure = useStudio((state) => state.figure);
  if (!figure) return null;
  return (
    <>
      <PanelList figure={figure} painted={painted} />
      <CropFields figure={figure} />
      <ScoreFields figure={figure} />
      <CaptionField figure={figure} composed={composed} />
      <FigureExport composed={composed} />
    </>
  );
}

function PanelList({
  figure: { order },
  painted,
}: { readonly figure: FigureSettings } & Pick<FigureSideProps, "painted">) {
  const panes = useStudio((state) => state.panes);
  const togglePanel = useStudio((state) => state.togglePanel);
  const movePanel = useStudio((state) => state.movePanel);
  const left = panes.map((_, index) => index).filter((index) => !order.includes(index));
  const nameOf = (index: number) => painted.get(index)?.names.join(" | ") ?? panes[index]!.content.kind;
  return (
    <section className="section" aria-label="Panels of the figure">
      <div className="panel-head">
        <h2>Panels</h2>
      </div>
      {order.map((index, place) => (
        <div key={index} className={classes.panel}>
          <b>{String.fromCharCode(65 + place)}</b>
          <span>{nameOf(index)}</span>
          <IconButton label={`Move ${nameOf(index)} up`} disabled={place === 0} onClick={() => movePanel(index, -1)}>
            <ChevronUp />
          </IconButton>
          <IconButton
            label={`Move ${nameOf(index)} down`}
            disabled={place === order.length - 1}
            onClick={() => movePanel(index, 1)}
          >
            <ChevronDown />
          </IconButton>
          <IconButton
            label={`Leave ${nameOf(index)} out`}
            disabled={order.length === 1}
            onClick={() => togglePanel(index)}
          >
            <Eye />
          </IconButton>
        </div>
      ))}
      {left.map((index) => (
        <div key={index} className={classes.panel} data-out>
          <b />
          <span>{nameOf(index)}</span>
          <i />
          <i />
          <IconButton label={`Take ${nameOf(index)} in`} onClick={() => togglePanel(index)}>
            <EyeOff />
          </IconButton>
        </div>
      ))}
    </section>
  );
}

/** Zooms are seen by their logarithm: a step makes as much larger everywhere. */
const STEPS = 20;
const toStep = (zoom: number): number => Math.round(Math.log2(zoom) * STEPS);
const toZoom = (step: number): number => 2 ** (step / STEPS);
const MOST_ENLARGED = 12;

function CropFields({ figure: { crop, zoom } }: { readonly figure: FigureSettings }) {
  const changeFigure = useStudio((state) => state.changeFigure);
  return (
    <section className="section" aria-label="Crop">
      <div className="panel-head">
        <h2>Crop</h2>
        <span className="t3">the same in all panels; drag a picture to move it</span>
      </div>
      <div className="panel-body col">
        <div className={classes.field}>
          <span className="t2">Crop</span>
          <Slider
            thumbLabel="Crop"
            max={toStep(MAX_ZOOM)}
            value={toStep(crop.zoom)}
            onChange={(step) => changeFigure({ crop: { ...crop, zoom: toZoom(step) } })}
          />
          <span>{crop.zoom === 1 ? "whole" : `× ${crop.zoom.toFixed(1)}`}</span>
        </div>
        {zoom.layout !== "none" && (
          <div className={classes.field}>
            <span className="t2">Enlarged</span>
            <Slider
              thumbLabel="Enlarged"
              min={toStep(1.2)}
              max={toStep(MOST_ENLARGED)}
              value={toStep(zoom.zoom)}
              onChange={(step) => changeFigure({ zoom: { ...zoom, zoom: toZoom(step) } })}
            />
            <span>× {zoom.zoom.toFixed(1)}</span>
          </div>
        )}
      </div>
    </section>
  );
}

const SCOPES = [
  { value: "slice", label: "This slice" },
  { value: "validation", label: "Validation" },
  { value: "none", label: "None" },
] as const;

function ScoreFields({ figure: { scoresOf, hasArrows } }: { readonly figure: FigureSettings }) {
  const changeFigure = useStudio((state) => state.changeFigure);
  const points = useStudio(({ study, slice }) => study?.points.filter(({ at }) => at[0] === slice).length ?? 0);
  return (
    <section className="section" aria-label="Scores and arrows">
      <div className="panel-head">
        <h2>Scores</h2>
        <span className="space" />
        <SegmentedControl
          aria-label="Scores under the panels"
          data={[...SCOPES]}
          value={scoresOf ?? "none"}
          onChange={(value) => changeFigure({ scoresOf: value === "none" ? null : value })}
        />
      </div>
      <div className="panel-body">
        <Switch
          label={
            points === 0
              ? "Arrows: none on this slice, P places them among the panes"
              : `Arrows, ${points} on this slice`
          }
          checked={hasArrows}
          disabled={points === 0}
          onChange={({ currentTarget }) => changeFigure({ hasArrows: currentTarget.checked })}
        />
      </div>
    </section>
  );
}

function CaptionField({
  figure: { caption, hasCaption },
  composed,
}: { readonly figure: FigureSettings } & Pick<FigureSideProps, "composed">) {
  const changeFigure = useStudio((state) => state.changeFigure);
  const notify = useStudio((state) => state.notify);
  const hasVoxelSize = useStudio(({ study }) => Boolean(study?.spec.task.voxelSizeNm));
  const text = composed?.caption ?? "";
  const copy = () => void navigator.clipboard.writeText(text).then(() => notify("Copied the caption"));
  return (
    <section className="section" aria-label="Caption">
      <div className="panel-head">
        <h2>Caption</h2>
        <span className="t3">{caption === null ? "from the study, editable" : "edited"}</span>
        <span className="space" />
        {caption !== null && (
          <Button size="xs" variant="subtle" onClick={() => changeFigure({ caption: null })}>
            As it was
          </Button>
        )}
        <Button size="xs" variant="subtle" leftSection={<Copy aria-hidden />} onClick={copy}>
          Copy
        </Button>
      </div>
      <div className="panel-body col">
        <Textarea
          aria-label="Caption of the figure"
          autosize
          minRows={5}
          maxRows={12}
          value={text}
          onChange={({ currentTarget }) => changeFigure({ caption: currentTarget.value })}
        />
        {!hasVoxelSize && (
          <span className="row t2">
            <TriangleAlert size={13} color="var(--warn)" aria-hidden />
            Without voxel size and scale bar: the stack has none.
          </span>
        )}
        <Switch
          label="Set it under the figure"
          checked={hasCaption}
          onChange={({ currentTarget }) => changeFigure({ hasCaption: currentTarget.checked })}
        />
      </div>
    </section>
  );
}
