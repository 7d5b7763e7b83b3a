import { Button, Checkbox, Menu, Popover, SegmentedControl, Select, Slider } from "@mantine/core";
import { Brush, ChevronDown, Crosshair, Grid2x2, Image, Link2 } from "lucide-react";
import { figureTrials } from "../../core/judging/retrainingControl.ts";
import { headlineScore } from "../../core/judging/headline.ts";
import { latestScores } from "../../core/study/trial.ts";
import type { CompareMode } from "../../state/compareSlice.ts";
import { shownView } from "../../state/orthoSlice.ts";
import { paintsPanes } from "../../state/painting/paintSlice.ts";
import { trialName } from "../../state/roomSummary.ts";
import { Caps } from "../controls/Caps.tsx";
import { ClassSwatch } from "../controls/ClassSwatch.tsx";
import { useStudio, useStudioStore } from "../studioContext.ts";
import { FieldControl } from "./FieldControl.tsx";
import { SurfaceSides } from "./SurfaceSides.tsx";
import classes from "./compare.module.css";
import { composeSeen } from "./composeSeen.ts";
import { glide } from "./glide.ts";

const MODES: readonly { readonly value: CompareMode; readonly label: string }[] = [
  { value: "side", label: "Side by side" },
  { value: "curtain", label: "Curtain" },
  { value: "blink", label: "Blink" },
  { value: "difference", label: "Difference" },
  { value: "errors", label: "Error map" },
];

/** What the three planes of one trial can be looked at by. */
const ORTHO_MODES: readonly CompareMode[] = ["side", "errors"];

export function CompareBar() {
  const isSurfaces = useStudio((state) => shownView(state) === "surfaces");
  if (!isSurfaces) return <PlanesBar />;
  return (
    <div className="bar">
      <PaneCount />
      <SurfaceSides />
      <span className="t3">Both are seen by one camera.</span>
    </div>
  );
}

function PlanesBar() {
  const store = useStudioStore();
  const mode = useStudio((state) => state.mode);
  const isOrtho = useStudio((state) => shownView(state) === "planes");
  const setMode = useStudio((state) => state.setMode);
  const opacity = useStudio((state) => state.overlay.opacity);
  const setOverlayOpacity = useStudio((state) => state.setOverlayOpacity);
  const compared = useStudio((state) => state.compared);
  const goToNextDisagreement = useStudio((state) => state.goToNextDisagreement);
  const [first, second] = compared;
  return (
    <div className="bar">
      <SegmentedControl
        aria-label="Mode"
        data={MODES.map((entry) => ({ ...entry, disabled: isOrtho && !ORTHO_MODES.includes(entry.value) }))}
        value={mode}
        onChange={setMode}
      />
      <PaneCount />
      {isOrtho ? <OrthoTrial /> : <TrialPicker />}
      <AlignButton />
      <span className="rule" />
      <ClassChoice />
      <span className="row wide-only" style={{ width: 120 }}>
        <span className="t2">Overlay</span>
        <Slider
          thumbLabel="Overlay opacity"
          value={Math.round(opacity * 100)}
          onChange={(value) => setOverlayOpacity(value / 100)}
          style={{ flex: 1 }}
        />
      </span>
      {!isOrtho && <FieldControl />}
      <span className="space" />
      <Button
        size="xs"
        leftSection={<Crosshair aria-hidden />}
        rightSection={<Caps caps={["N"]} />}
        disabled={first === undefined || second === undefined}
        onClick={() =>
          first !== undefined && second !== undefined && void goToNextDisagreement(first, second, glide(store))
        }
      >
        Next disagreement
      </Button>
      <PaintButton />
      <Button
        size="xs"
        leftSection={<Image aria-hidden />}
        aria-label="Figure"
        disabled={isOrtho}
        onClick={() => composeSeen(store)}
      >
        <span className="wide-only">Figure</span>
      </Button>
    </div>
  );
}

/** Labels are painted where predictions are seen to be wrong. */
function PaintButton() {
  const isPainting = useStudio(paintsPanes);
  const setPaintingPanes = useStudio((state) => state.setPaintingPanes);
  if (isPainting) return null;
  return (
    <Button
      size="xs"
      leftSection={<Brush aria-hidden />}
      aria-label="Paint"
      onClick={() => void setPaintingPanes(true)}
    >
      <span className="wide-only">Paint</span>
    </Button>
  );
}

function PaneCount() {
  const count = useStudio(({ panes }) => panes.length);
  const arrangePanes = useStudio((state) => state.arrangePanes);
  const stackView = useStudio(shownView);
  const isFlat = useStudio(({ data }) => (data?.image?.shape[0] ?? 1) === 1);
  const showAs = useStudio((state) => state.showAs);
  return (
    <Menu>
      <Menu.Target>
        <Button
          size="xs"
          leftSection={<Grid2x2 aria-hidden />}
          rightSection={<ChevronDown size={12} aria-hidden />}
          aria-label="Number of panes"
        >
          {{ plane: `${count} ${count === 1 ? "pane" : "panes"}`, planes: "3 planes", surfaces: "3D" }[stackView]}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {Array.from({ length: 9 }, (_, index) => (
          <Menu.Item
            key={index}
            onClick={() => {
              showAs("plane");
              arrangePanes(index + 1);
            }}
          >
            {index + 1} {index === 0 ? "pane" : "panes"}
          </Menu.Item>
        ))}
        <Menu.Item disabled={isFlat} onClick={() => showAs("planes")}>
          3 planes of one trial
        </Menu.Item>
        <Menu.Item disabled={isFlat} onClick={() => showAs("surfaces")}>
          Surfaces in 3D, two side by side
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** Which trial the three planes show. */
function OrthoTrial() {
  const study = useStudio((state) => state.study);
  const trial = useStudio(({ orthoTrial, compared }) => orthoTrial ?? compared[0] ?? null);
  const chooseOrthoTrial = useStudio((state) => state.chooseOrthoTrial);
  const scored = (study?.trials ?? []).filter(
    (other) => (other.status === "finished" || other.status === "pruned") && latestScores(other),
  );
  return (
    <Select
      aria-label="Trial in three planes"
      w={150}
      value={trial === null ? null : String(trial)}
      data={scored.map(({ id }) => ({ value: String(id), label: trialName(study, id) }))}
      onChange={(id) => id !== null && chooseOrthoTrial(Number(id))}
    />
  );
}

/** Which trials are compared, the best first. */
function TrialPicker() {
  const study = useStudio((state) => state.study);
  const compared = useStudio((state) => state.compared);
  const compareTrials = useStudio((state) => state.compareTrials);
  const scored = [...(study?.trials ?? [])].flatMap((trial) => {
    const score = trial.status === "finished" || trial.status === "pruned" ? headlineScore(study!, trial) : null;
    return score === null ? [] : [{ id: trial.id, score }];
  });
  return (
    <Popover position="bottom-start">
      <Popover.Target>
        <Button size="xs" rightSection={<ChevronDown size={12} aria-hidden />} aria-label="Compared trials">
          {compared.length} {compared.length === 1 ? "trial" : "trials"}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        {study && figureTrials(study).length > 0 && (
          <Button size="xs" mb={8} onClick={() => compareTrials(figureTrials(study).map(({ id }) => id))}>
            Best of both stages, as in the paper's figure
          </Button>
        )}
        <fieldset className={classes.trials} aria-label="Compared trials">
          {scored
            .toSorted((a, b) => b.score - a.score)
            .map(({ id, score }) => (
              <Checkbox
                key={id}
                checked={compared.includes(id)}
                onChange={({ currentTarget }) =>
                  compareTrials(currentTarget.checked ? [...compared, id] : compared.filter((other) => other !== id))
                }
                label={`${trialName(study, id)}, ${score.toFixed(3)}`}
              />
            ))}
        </fieldset>
      </Popover.Dropdown>
    </Popover>
  );
}

function AlignButton() {
  const shifted = useStudio(({ panes }) => panes.filter(({ offset }) => offset[0] !== 0 || offset[1] !== 0).length);
  const alignPanes = useStudio((state) => state.alignPanes);
  return (
    <Button
      size="xs"
      variant="subtle"
      leftSection={<Link2 aria-hidden />}
      disabled={shifted === 0}
      onClick={alignPanes}
    >
      {shifted === 0 ? "Views linked" : `Align ${shifted} shifted`}
    </Button>
  );
}

const ALL = "all";

function ClassChoice() {
  const classInfos = useStudio(({ data }) => data?.mapping?.classes) ?? [];
  const classId = useStudio((state) => state.classId);
  const selectClass = useStudio((state) => state.selectClass);
  return (
    <>
      <span className="t2">Class</span>
      <Select
        aria-label="Class"
        w={150}
        data={[
          { value: ALL, label: "All classes" },
          ...classInfos.map(({ name }, index) => ({ value: String(index), label: name })),
        ]}
        value={classId === null ? ALL : String(classId)}
        onChange={(value) => selectClass(value === ALL || value === null ? null : Number(value))}
        leftSection={classId === null ? undefined : <ClassSwatch color={classInfos[classId]?.color ?? "none"} />}
        leftSectionWidth={classId === null ? 0 : 24}
        rightSection={<ChevronDown size={12} aria-hidden />}
      />
    </>
  );
}
