import { expect, test, vi } from "vitest";
import { createFakeStudio } from "../testing/fakeStudio.ts";
import { agreementKey } from "./expertSlice.ts";
import { createStudioStore } from "./store.ts";

test("the agreement of experts is asked for where there are several, once a place, and again for others", async () => {
  const studio = createFakeStudio([4, 8, 8]);
  const agreement = vi.fn((where: Parameters<typeof studio.data.agreement>[0]) => studio.data.agreement(where));
  const { getState: get } = createStudioStore({ ...studio, data: { ...studio.data, agreement } }, () => undefined);
  await get().openSample("platelets");
  get().wantAgreement("validation");
  expect(agreement).not.toHaveBeenCalled();

  await get().openExpert([{ path: "other.tif", file: new Blob() }]);
  get().wantAgreement("validation");
  get().wantAgreement("validation");
  get().wantAgreement("slice");
  const valueAt = (key: string) => get().agreements.get(key)?.values.meanIou;
  await vi.waitFor(() => expect(valueAt(agreementKey("validation", 0))).toBe(0.9));
  await vi.waitFor(() => expect(valueAt(agreementKey("slice", get().slice))).toBe(0.8));
  expect(agreement).toHaveBeenCalledTimes(2);
  await get().closeExpert(0);
  expect(get().agreements.size).toBe(0);
});
