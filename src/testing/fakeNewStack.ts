import { sliceOf } from "../core/image/volume.ts";
import type { DataState, NewStackApi, TrialPlane } from "../worker/studioApi.ts";
import type { FakeStack } from "./fakeStudio.ts";

/** The study's own image, which its networks see as it is, as if its grey values were others. */
export function fakeNewStack(
  { shape, labels }: FakeStack,
  show: (change: Partial<DataState>) => Promise<DataState>,
): NewStackApi {
  const size = { width: shape[2], height: shape[1] };
  let run = 0;
  const plane = (z: number): TrialPlane => ({ ...size, labels: sliceOf(labels, shape, z).slice() });
  return {
    isNew: () => Promise.resolve(false),
    begin: ({ matchIntensity }) =>
      Promise.resolve({ warnings: matchIntensity ? [] : ["The grey values are others."], isGreyAlike: false }),
    plane: (_, index) => Promise.resolve(plane(index)),
    doubt: (z) => Promise.resolve({ ...size, values: Float32Array.from(plane(z).labels, (label) => label / 8) }),
    async all(listener) {
      const own = ++run;
      for (let done = 1; done <= shape[0]; done++) {
        await listener.progress(done, shape[0]);
        if (own !== run) return false;
      }
      return true;
    },
    stop() {
      run++;
      return Promise.resolve();
    },
    save: ({ content }) => Promise.resolve({ name: `fake ${content}.tif`, bytes: new Uint8Array(1), notes: [] }),
    takeAsLabels: () => show({ painting: null }),
    end: () => Promise.resolve(),
  };
}
