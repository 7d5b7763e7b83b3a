import { createStore, type StateCreator, type StoreApi } from "zustand";
import { DEFAULT_MEMORY_CAP } from "../catalog/recipes/index.ts";
import type { StudioApi } from "../worker/studioApi.ts";
import { createBlockSlice, type BlockSlice } from "./blockSlice.ts";
import { createCompareSlice, type CompareSlice } from "./compareSlice.ts";
import { createDataSlice, type DataSlice } from "./dataSlice.ts";
import { createObjectsSlice, type ObjectsSlice } from "./objectsSlice.ts";
import { createOnnxBaselineSlice, type OnnxBaselineSlice } from "./onnxBaselineSlice.ts";
import { createExpertSlice, type ExpertSlice } from "./expertSlice.ts";
import { createExportSlice, type ExportSlice } from "./exportSlice.ts";
import { createFigureSlice, type FigureSlice } from "./figureSlice.ts";
import { createFrameSlice, type FrameSlice } from "./frameSlice.ts";
import { createLearnSlice, type LearnSlice } from "./learnSlice.ts";
import { createLibrarySlice, type LibrarySlice, type SaveFile } from "./librarySlice.ts";
import { createNewStackSlice, type NewStackSlice } from "./newStackSlice.ts";
import { createOrthoSlice, type OrthoSlice } from "./orthoSlice.ts";
import { createCorrectSlice, type CorrectSlice } from "./painting/correctSlice.ts";
import { createLiveSlice, type LiveSlice } from "./painting/liveSlice.ts";
import { createPaintSlice, type PaintSlice } from "./painting/paintSlice.ts";
import { createPlanSlice, type PlanSlice } from "./planSlice.ts";
import { createPointSlice, type PointSlice } from "./pointSlice.ts";
import { createQuickStartSlice, type QuickStartSlice } from "./quickStart.ts";
import { createSearchSlice, type SearchSlice } from "./searchSlice.ts";
import { createSelectionSlice, type SelectionSlice } from "./selectionSlice.ts";
import { createSpaceSlice, type SpaceSlice } from "./spaceSlice.ts";
import { createStudySlice, type StudySlice } from "./studySlice.ts";
import { createSurfaceSlice, type SurfaceSlice } from "./surfaceSlice.ts";
import { createTestPartSlice, type TestPartSlice } from "./testPartSlice.ts";
import { createViewSlice, type ViewSlice } from "./viewSlice.ts";

export type StudioState = FrameSlice &
  QuickStartSlice &
  DataSlice &
  ViewSlice &
  OrthoSlice &
  PaintSlice &
  CorrectSlice &
  LiveSlice &
  SurfaceSlice &
  ObjectsSlice &
  SelectionSlice &
  CompareSlice &
  PointSlice &
  NewStackSlice &
  ExpertSlice &
  FigureSlice &
  TestPartSlice &
  ExportSlice &
  OnnxBaselineSlice &
  LibrarySlice &
  PlanSlice &
  SpaceSlice &
  BlockSlice &
  StudySlice &
  SearchSlice &
  LearnSlice;
export type StudioStore = StoreApi<StudioState>;
export type SliceCreator<Slice> = StateCreator<StudioState, [], [], Slice>;

/** Everything the page shows. Slices reach the worker through `client` and the user's disk through `save`, so tests pass fakes. `memoryCap` is what a candidate may need unless the user says otherwise. */
export function createStudioStore(client: StudioApi, save: SaveFile, memoryCap = DEFAULT_MEMORY_CAP): StudioStore {
  return createStore<StudioState>()((...parts) => ({
    ...createFrameSlice()(...parts),
    ...createSelectionSlice()(...parts),
    ...createViewSlice()(...parts),
    ...createDataSlice(client)(...parts),
    ...createOrthoSlice(client)(...parts),
    ...createPaintSlice(client, save)(...parts),
    ...createCorrectSlice(client)(...parts),
    ...createLiveSlice(client)(...parts),
    ...createSurfaceSlice(client)(...parts),
    ...createObjectsSlice(client)(...parts),
    ...createCompareSlice(client, save)(...parts),
    ...createPointSlice(client)(...parts),
    ...createNewStackSlice(client, save)(...parts),
    ...createExpertSlice(client)(...parts),
    ...createFigureSlice()(...parts),
    ...createTestPartSlice(client)(...parts),
    ...createExportSlice(client, save)(...parts),
    ...createOnnxBaselineSlice(client)(...parts),
    ...createLibrarySlice(client, save)(...parts),
    ...createQuickStartSlice(client)(...parts),
    ...createPlanSlice(memoryCap)(...parts),
    ...createSpaceSlice(client, save)(...parts),
    ...createBlockSlice()(...parts),
    ...createStudySlice(client)(...parts),
    ...createSearchSlice(client)(...parts),
    ...createLearnSlice()(...parts),
  }));
}
