import { expect, test, vi } from "vitest";
import { createFakeStudio } from "../../testing/fakeStudio.ts";
import { createStudioStore } from "../store.ts";
import { shownPrediction } from "./liveSlice.ts";

const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

async function learning() {
  const client = createFakeStudio([12, 16, 16]);
  const [look, stop, train] = [
    vi.spyOn(client.live, "look"),
    vi.spyOn(client.live, "stop"),
    vi.spyOn(client.live, "train"),
  ];
  const store = createStudioStore(client, () => undefined);
  await store.getState().openSample("platelets");
  await store.getState().setPainting(true);
  const ended = store.getState().startLearning();
  await settled();
  return { store, look, stop, train, ended, state: () => store.getState() };
}

test("what a network makes of a slice is seen there alone, and it follows to the slice that is looked at", async () => {
  const { state, look } = await learning();
  expect(shownPrediction(state())).toMatchObject({ z: 6, passes: 1 });
  state().goTo(7);
  expect(shownPrediction(state())).toBeNull();
  expect(look).toHaveBeenCalledWith(7);
  state().goTo(6);
  state().setLiveLook("off");
  expect(shownPrediction(state())).toBeNull();
});

test("it learns until it is stopped, and what it made stays to be seen", async () => {
  const { state, stop, train, ended } = await learning();
  expect(state().isLearning).toBe(true);
  state().stopLearning();
  await ended;
  expect([state().isLearning, train.mock.calls.length, stop.mock.calls.length]).toEqual([false, 1, 1]);
  expect(shownPrediction(state())).not.toBeNull();
});

test("it ends with the labels that it learns from", async () => {
  const { state, stop, ended } = await learning();
  await state().closeStack("labels");
  state().showData({ ...state().data!, painting: null, revision: 99 });
  await ended;
  expect([stop.mock.calls.length, state().livePrediction]).toEqual([1, null]);
});

test("it says where its trainings differ most, goes there, and tells what painting there has shown", async () => {
  const { state, ended } = await learning();
  state().goTo(9);
  await state().suggestNext();
  expect([state().slice, state().suggestion?.disputed, state().suggestionGain]).toEqual([2, 0.4, null]);
  await settled();
  state().pressBrush({ x: 5.5, y: 5.5 }, false);
  state().releaseBrush();
  await vi.waitFor(() => expect(state().suggestionGain).toEqual({ labelled: 20, wrong: 5 }));
  state().stopLearning();
  await ended;
});
