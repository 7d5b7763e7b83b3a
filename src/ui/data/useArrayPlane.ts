import { useEffect, useRef, useState } from "react";
import type { ArrayChoice } from "../../core/image/decode.ts";
import type { PlanePixels } from "../../worker/studioApi.ts";
import { useStudio } from "../studioContext.ts";

/** The first plane of what is chosen of an array of the file that is asked about; null while there is none. Wishes that come while one is read replace each other, so that a slider can be dragged. */
export function useArrayPlane(index: number, choice: ArrayChoice): PlanePixels | null {
  const previewArray = useStudio((state) => state.previewArray);
  const [plane, setPlane] = useState<PlanePixels | null>(null);
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
        setPlane(await Promise.resolve().then(() => previewArray(index, wished)).catch(() => null));
      }
      isReading.current = false;
    }
    latest.current = wish;
    if (!isReading.current) void readLatest();
    return () => {
      latest.current = null;
    };
  }, [previewArray, index, wish]);
  return plane;
}
