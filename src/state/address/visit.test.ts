import { expect, test } from "vitest";
import { createFakeStudio } from "../../testing/fakeStudio.ts";
import { createStudioStore } from "../store.ts";
import { addressIn, hashOf, placeOf } from "./address.ts";
import { shareLink } from "./shareLink.ts";
import { visit } from "./visit.ts";

/** Its spaces never answer. */
function newStore() {
  const client = createFakeStudio([24, 64, 64]);
  client.space.whatIf = () => new Promise(() => undefined);
  return createStudioStore(client, () => undefined);
}

const at = { href: "https://studio.example/app/?lang=en#room=data" };
const addressOf = (link: string) => addressIn(new URL(link).hash)!;

test("a link to a study opens it with the room, slice and pair that were shown", async () => {
  const store = newStore();
  await visit(store, addressIn("#room=compare&study=fake&slice=19&compared=1,0&mode=errors")!, true);
  expect(store.getState()).toMatchObject({ room: "compare", slice: 19, compared: [1, 0], mode: "errors" });
  expect(store.getState().study?.spec.name).toBe("Platelets, first search");
  expect(store.getState().failure).toBeNull();
});

test("a link to what differs between two trials shows that", async () => {
  const store = newStore();
  await visit(store, addressIn("#room=search&study=fake&trial=1&against=0")!, true);
  expect(store.getState()).toMatchObject({ openedTrial: 1, against: 0 });
  expect(hashOf({ ...placeOf(store.getState()), sample: null, packed: null })).toContain("trial=1&against=0");
  await visit(store, addressIn("#room=search&study=fake&trial=1&against=99")!, true);
  expect(store.getState()).toMatchObject({ openedTrial: 1, against: null });
});

test("a trial or stage that the study does not have is left out", async () => {
  const store = newStore();
  await visit(store, addressIn("#room=search&study=fake&trial=99&stage=7&compared=2,99")!, true);
  expect(store.getState()).toMatchObject({ openedTrial: null, shownStage: null, compared: [2] });
});

test("a link to a study of another browser sets its plan up, on its sample, and says so", async () => {
  const from = newStore();
  from.getState().choosePreset("browser");
  from.getState().changeSetup({ seed: 5 });
  await from.getState().openSample("platelets");
  const link = await shareLink(from.getState(), at);
  expect(link).toMatch(/^https:\/\/studio\.example\/app\/\?lang=en#room=data&/);
  const store = newStore();
  await visit(store, { ...addressOf(link), room: "compare", study: "elsewhere" }, true);
  expect(store.getState()).toMatchObject({ room: "search", isSettingUp: true, setup: { seed: 5 } });
  expect(store.getState().plan).toEqual(from.getState().plan);
  expect(store.getState().data?.name).toBe("Platelets");
  expect(store.getState().notices.at(-1)?.text).toContain("is in another browser. Its plan is set up here");
});

test("a link to Learn shows the same evaluation of the same lesson", async () => {
  const from = newStore();
  from.getState().openRoom("learn");
  from.getState().changeLearnPlan({ seed: 4, noise: 0.1 });
  from.getState().raceRandom(true);
  from.getState().showEvaluation(9);
  const store = newStore();
  await visit(store, addressOf(await shareLink(from.getState(), at)), true);
  const { room, learnPlan, learnAt, isLearnRace } = store.getState();
  expect({ room, learnAt, isLearnRace }).toEqual({ room: "learn", learnAt: 9, isLearnRace: true });
  expect(learnPlan).toEqual(from.getState().learnPlan);
});

test("Back goes to the place and keeps what was planned meanwhile", async () => {
  const store = newStore();
  const before = addressOf(await shareLink(store.getState(), at));
  store.getState().choosePreset("browser");
  store.getState().openRoom("space");
  const { plan } = store.getState();
  await visit(store, before, false);
  expect(store.getState()).toMatchObject({ room: "data", plan });
});

test("a broken plan in a link is said, and the place is gone to all the same", async () => {
  const store = newStore();
  await visit(store, addressIn("#room=learn&plan=broken")!, true);
  expect(store.getState().room).toBe("learn");
  expect(store.getState().failure?.message).toContain("cut off");
  expect(hashOf({ ...placeOf(store.getState()), sample: null, packed: null })).toBe("#room=learn");
});
