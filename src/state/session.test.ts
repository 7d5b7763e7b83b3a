import { describe, expect, test, vi } from "vitest";
import { sizeOf } from "../core/stages/stages.ts";
import { createFakeStudio, followFake } from "../testing/fakeStudio.ts";
import type { LiveStatus } from "../worker/studioApi.ts";
import { leaveForReload, returnTo, wouldLose } from "./session.ts";
import { createStudioStore } from "./store.ts";

const live: LiveStatus = {
  studyId: "kept",
  owner: "here",
  kept: { isDurable: true, problem: null },
  damage: null,
  running: [],
  device: "simd",
  slots: 1,
  state: "running",
  savedAt: 1,
};

function openStudio() {
  const client = createFakeStudio([24, 64, 64]);
  const store = createStudioStore(client, () => undefined);
  return { client, store, state: () => store.getState() };
}

describe("a reload", () => {
  test("loses nothing where nothing is open, or a study keeps what is; it loses data that no study has", async () => {
    const { client, store, state } = openStudio();
    expect(wouldLose(state())).toBe(false);
    await state().openSample("platelets");
    expect(wouldLose(state())).toBe(true);
    const data = state().data!;
    const painting = await client.paint.begin().then((begun) => begun.painting!);
    const done = [{ tool: "brush", plane: "xy", index: 0, value: 1, voxels: 4 }] as const;
    store.setState({ data: { ...data, painting: { ...painting, done } } });
    expect(wouldLose(state())).toBe(false);
    store.setState({ data });
    await followFake(store, client);
    store.setState({ live });
    expect(wouldLose(state())).toBe(false);
    store.setState({ live: { ...live, kept: { isDurable: false, problem: null } } });
    expect(wouldLose(state())).toBe(true);
    store.setState({ live: { ...live, kept: { isDurable: true, problem: { name: "DiskFull", message: "" } } } });
    expect(wouldLose(state())).toBe(true);
  });

  test("stops what runs and comes back to the room, the plan and the study, which goes on", async () => {
    const before = openStudio();
    const command = vi.spyOn(before.client.study, "command");
    await before.state().openSample("platelets");
    await followFake(before.store, before.client);
    before.state().changeFirst({ field: "count", value: 77 });
    before.state().openRoom("compare");
    before.store.setState({ live });
    const session = JSON.parse(JSON.stringify(await leaveForReload(before.store))) as Awaited<
      ReturnType<typeof leaveForReload>
    >;
    expect(command).toHaveBeenCalledWith("interrupt");

    const after = openStudio();
    const [open, resume] = [vi.spyOn(after.client.library, "open"), vi.spyOn(after.client.study, "resume")];
    await returnTo(after.store, session);
    expect([
      after.state().room,
      sizeOf(after.state().plan[0]!),
      open.mock.calls.map(([id]) => id),
      resume.mock.calls.length,
    ]).toEqual(["compare", 77, ["kept"], 1]);
  });

  test("leaves alone what another tab runs, and what is paused", async () => {
    for (const change of [{ owner: "elsewhere" }, { state: "idle" }] as const) {
      const { client, store } = openStudio();
      const command = vi.spyOn(client.study, "command");
      await followFake(store, client);
      store.setState({ live: { ...live, ...change } });
      expect((await leaveForReload(store)).wasRunning).toBe(false);
      expect(command).not.toHaveBeenCalled();
    }
  });
});
