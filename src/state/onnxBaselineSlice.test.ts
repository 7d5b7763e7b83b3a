import { expect, test, vi } from "vitest";
import { StudioError } from "../core/errors.ts";
import { createFakeStudio } from "../testing/fakeStudio.ts";
import { createStudioStore } from "./store.ts";

const file = { name: "zoo.onnx", bytes: new Uint8Array(4) };

test("an ONNX file joins the study, which goes on to score it", async () => {
  const client = createFakeStudio();
  const [add, resume] = [vi.spyOn(client.study, "addOnnxBaseline"), vi.spyOn(client.study, "resume")];
  const { getState } = createStudioStore(client, () => undefined);
  getState().openOnnxAdding();
  await getState().addOnnxBaseline(file, { normalisation: "unit" });
  expect(add).toHaveBeenCalledWith(file, { normalisation: "unit" });
  expect(resume).toHaveBeenCalledOnce();
  expect(getState().onnxAdding).toBeNull();
});

test("what is wrong with a file is said where it was chosen, and nothing is run", async () => {
  const client = createFakeStudio();
  const resume = vi.spyOn(client.study, "resume");
  vi.spyOn(client.study, "addOnnxBaseline").mockRejectedValue(
    new StudioError("BadNetworkFile", "It takes 3 channels."),
  );
  const { getState } = createStudioStore(client, () => undefined);
  getState().openOnnxAdding();
  await getState().addOnnxBaseline(file, {});
  expect(getState().onnxAdding).toEqual({
    isWorking: false,
    problem: { name: "BadNetworkFile", message: "It takes 3 channels." },
  });
  expect(resume).not.toHaveBeenCalled();
});
