import { describe, expect, test, vi } from "vitest";
import { UNLABELLED } from "../../core/image/labelMap.ts";
import { createFakeStudio } from "../../testing/fakeStudio.ts";
import { createStudioStore } from "../store.ts";
import { paintingPlace } from "./paintingPlace.ts";

const settled = () => new Promise((resolve) => setTimeout(resolve, 0));
const at = (x: number, y: number) => ({ x: x + 0.5, y: y + 0.5 });

async function openPainting() {
  const client = createFakeStudio([24, 64, 64]);
  const stroke = vi.spyOn(client.paint, "stroke");
  const store = createStudioStore(client, () => undefined);
  const state = () => store.getState();
  await state().openSample("platelets");
  await state().setPainting(true);
  await settled();
  const label = (x: number, y: number) => state().shownPlane!.labels![y * 64 + x];
  return { client, stroke, store, state, label };
}

describe("painting", () => {
  test("a stroke is on the plane at once, and with the worker when it ends", async () => {
    const { stroke, state, label } = await openPainting();
    state().selectClass(3);
    state().changePaint({ size: 3 });
    state().pressBrush(at(10, 10), false);
    state().dragBrush([at(14, 10), at(20, 10)]);
    expect([10, 17, 20].map((x) => label(x, 10))).toEqual([3, 3, 3]);
    expect(state().repainted).toEqual({ x: 9, y: 9, width: 14, height: 4 });
    expect(stroke).not.toHaveBeenCalled();
    state().releaseBrush();
    await settled();
    expect(stroke.mock.calls[0]![0]).toMatchObject({ tool: "brush", plane: "xy", index: 12, value: 3 });
    expect(stroke.mock.calls[0]![0].mask.filter(Boolean)).toHaveLength(13 * 3);
    expect(state().data?.painting?.done).toHaveLength(1);
  });

  test("an eraser leaves what it came over unlabelled, also a brush while its key is held", async () => {
    const { stroke, state, label } = await openPainting();
    state().holdEraser(true);
    state().pressBrush(at(10, 10), false);
    state().releaseBrush();
    state().holdEraser(false);
    expect(label(10, 10)).toBe(UNLABELLED);
    expect(stroke.mock.calls[0]![0]).toMatchObject({ tool: "eraser", value: UNLABELLED });
  });

  test("what is taken back leaves the plane, and the view stays", async () => {
    const { state, label } = await openPainting();
    state().selectClass(2);
    state().pressBrush(at(10, 10), false);
    state().releaseBrush();
    await settled();
    expect(label(10, 10)).toBe(2);
    await state().undoPaint();
    expect(label(10, 10)).toBe(UNLABELLED);
    expect(state().notices).toEqual([]);
  });

  test("what is taken back elsewhere is said, with a way there", async () => {
    const { state } = await openPainting();
    state().selectClass(2);
    state().pressBrush(at(10, 10), false);
    state().releaseBrush();
    await settled();
    state().goTo(20);
    await settled();
    const before = state().staleness;
    await state().undoPaint();
    expect([state().slice, state().staleness]).toEqual([20, before + 1]);
    expect(state().notices.map(({ text }) => text)).toEqual(["Took back: Mitochondrion, brush, slice 12"]);
    state().notices[0]!.action!.run();
    expect(state().slice).toBe(12);
  });

  test("a polygon is clicked and closed, or drawn in one go", async () => {
    const { stroke, state, label } = await openPainting();
    state().changePaint({ tool: "polygon" });
    state().selectClass(4);
    for (const corner of [at(5, 5), at(25, 5), at(25, 25), at(5, 25)]) {
      state().pressBrush(corner, false);
      state().releaseBrush();
    }
    expect(state().corners).toHaveLength(4);
    state().closePolygon();
    expect([label(15, 15), label(30, 15), state().corners.length]).toEqual([4, label(30, 15), 0]);
    state().pressBrush(at(40, 40), false);
    state().dragBrush([at(50, 40), at(50, 50), at(40, 50)]);
    state().releaseBrush();
    expect([label(45, 45), state().corners.length]).toEqual([4, 0]);
    expect(stroke).toHaveBeenCalledTimes(2);
    state().pressBrush(at(5, 5), false);
    state().dropPolygon();
    state().closePolygon();
    expect(stroke).toHaveBeenCalledTimes(2);
  });

  test("a fill takes what hangs together, a pick the class under the pointer", async () => {
    const { stroke, state, label } = await openPainting();
    state().changePaint({ tool: "fill", tolerance: 1 });
    state().selectClass(4);
    const before = label(30, 30);
    state().pressBrush(at(30, 30), false);
    expect([label(30, 30), stroke.mock.calls[0]![0].tool]).toEqual([4, "fill"]);
    state().selectClass(2);
    state().pressBrush(at(30, 30), true);
    expect(state().classId).toBe(4);
    expect(before).not.toBe(4);
  });

  test("a ball is sent as its way through the stack", async () => {
    const { client, stroke, state } = await openPainting();
    const ball = vi.spyOn(client.paint, "ball");
    state().changePaint({ isBall: true, size: 5 });
    state().pressBrush(at(10, 20), false);
    state().releaseBrush();
    await settled();
    expect(ball.mock.calls[0]![0]).toMatchObject({ path: [[12.5, 20.5, 10.5]], diameter: 5, value: 1 });
    expect(stroke).not.toHaveBeenCalled();
  });

  test("a stroke that could not be kept is said, and the plane is fetched anew", async () => {
    const { client, state } = await openPainting();
    client.paint.stroke = () => Promise.reject(new Error("The disk is full."));
    const before = state().staleness;
    state().pressBrush(at(10, 10), false);
    state().releaseBrush();
    await settled();
    expect([state().failure?.message, state().staleness]).toEqual(["The disk is full.", before + 1]);
  });

  test("labels are saved, and what their format cannot hold is said", async () => {
    const saved: string[] = [];
    const store = createStudioStore(createFakeStudio([4, 16, 16]), (name) => saved.push(name));
    await store.getState().openSample("platelets");
    await store.getState().setPainting(true);
    await store.getState().loadLabelFormats();
    await store.getState().saveLabels(store.getState().labelFormats[0]!.id);
    expect(saved).toEqual(["labels.tif"]);
    expect(store.getState().notices.map(({ text }) => text)).toEqual(["TIFF cannot hold it."]);
  });

  test("the place is remembered once something was painted, and come back to", async () => {
    const { client, state } = await openPainting();
    expect(paintingPlace(state())).toBeNull();
    state().changePaint({ size: 21 });
    state().pressBrush(at(10, 10), false);
    state().releaseBrush();
    await settled();
    state().goTo(3);
    const place = JSON.parse(JSON.stringify(paintingPlace(state()))) as NonNullable<ReturnType<typeof paintingPlace>>;
    const again = createStudioStore(client, () => undefined);
    await again.getState().reopenPainting(place);
    expect(again.getState()).toMatchObject({ isPainting: true, slice: 3, paint: { size: 21 }, opening: null });
  });
});
