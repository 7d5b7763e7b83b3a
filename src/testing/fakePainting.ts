import type { Region } from "../core/image/dataset.ts";
import { UNLABELLED } from "../core/image/labelMap.ts";
import { boxOfRect, rectOfBox } from "../core/image/plane.ts";
import type { DataState, EditNote, PaintAnswer, PaintApi, PlanePlace } from "../worker/studioApi.ts";

interface FakeEdit extends EditNote {
  readonly box: Region;
}

/** Painting without labels: it knows what was done, and what is taken back leaves nothing labelled. */
export function fakePainting(show: (change: Partial<DataState>) => Promise<DataState>): PaintApi {
  let [done, undone]: [readonly FakeEdit[], readonly FakeEdit[]] = [[], []];
  const painting = () => ({
    id: "fake",
    revision: `fake ${done.length}`,
    done,
    undone,
    values: {},
    unlabelled: { voxels: 0, slices: [] },
    seconds: 0,
  });
  const answer = (box: Region | null, shown: PlanePlace | null): Promise<PaintAnswer> => {
    const rect = box && shown && rectOfBox(shown.plane, shown.index, box);
    const patch = rect && { rect, labels: new Uint8Array(rect.width * rect.height).fill(UNLABELLED) };
    return Promise.resolve({ painting: painting(), box, patch });
  };
  const paint = (edit: FakeEdit, shown: PlanePlace | null) => {
    [done, undone] = [[...done, edit], []];
    return answer(edit.box, shown);
  };
  const box = ({ plane, index }: PlanePlace) => boxOfRect(plane, index, { x: 0, y: 0, width: 4, height: 4 });
  return {
    begin: () => show({ painting: painting() }),
    reopen: () => show({ painting: painting() }),
    kept: () =>
      Promise.resolve([
        { id: "fake", name: "Platelets", shape: [24, 256, 256], edits: 12, bytes: 2e6, changedAt: 1_700_000_000_000 },
      ]),
    remove: () => Promise.resolve(),
    stroke: ({ tool, plane, index, value, rect, mask }) =>
      paint(
        { tool, plane, index, value, voxels: mask.filter(Boolean).length, box: boxOfRect(plane, index, rect) },
        null,
      ),
    ball: ({ plane, index, value }) =>
      paint({ tool: "ball", plane, index, value, voxels: 1, box: box({ plane, index }) }, { plane, index }),
    fillBetween: (where) => paint({ tool: "between", ...where, voxels: 1, box: box(where) }, where),
    copyBefore: (where) => paint({ tool: "copy", ...where, voxels: 1, box: box(where) }, where),
    save: () => Promise.resolve({ name: "labels.tif", bytes: new Uint8Array(8), notes: ["TIFF cannot hold it."] }),
    undo(shown) {
      const last = done.at(-1);
      if (!last) return answer(null, shown);
      [done, undone] = [done.slice(0, -1), [...undone, last]];
      return answer(last.box, shown);
    },
    redo(shown) {
      const next = undone.at(-1);
      if (!next) return answer(null, shown);
      [done, undone] = [[...done, next], undone.slice(0, -1)];
      return answer(next.box, shown);
    },
  };
}
