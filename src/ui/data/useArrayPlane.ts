import { useEffect, useRef, useState } from "react";
import { toErrorRecord } from "../../core/errors.ts";
import type { ArrayChoice } from "../../core/image/decode.ts";
import type { PlanePixels } from "../../worker/studioApi.ts";
import { useStudio } from "../studioContext.ts";

/** A plane, or why it cannot be read; neither while it is read for the first time. */
export interface ArrayPlaneState {
  readonly plane: PlanePixels | null;
  readonly problem: string | null;
}

/** The first plane of what is chosen of an array of the file that is asked about. Wishes that come while one is read replace each other, so that a slider can be dragged. */
export function useArrayPlane(index: number, choice: ArrayChoice): ArrayPlaneState {
  const previewArray = useStudio((state) => state.previewArray);
  const [state, setState] = useState<ArrayPlaneState>({ plane: null, problem: null });
  const wish = JSON.stringify(choice);
  const latest = useRef<string | null>(null);
  const isReading = useRef(false);
  useEffect(() => {
    async function readLatest() {
      isReading.current = true;
      let read: string | null = null;
      while (latest.current !== null && latest.current !== read) {
        read = latest.current;
        const wished = JSON.parse(read) as ArrayChoice;
        setState(await planeOrProblem(() => previewArray(index, wished)));
      }
      isReading.current = false;
    }
    latest.current = wish;
    if (!isReading.current) void readLatest();
    return () => {
      latest.current = null;
    };
  }, [previewArray, index, wish]);
  return state;
}

async function planeOrProblem(read: () => Promise<PlanePixels>): Promise<ArrayPlaneState> {
  try {
    return { plane: await read(), problem: null };
  } catch (error) {
    return { plane: null, problem: toErrorRecord(error).message };
  }
}
