import { useCallback, useState } from "react";

export interface ElementSize {
  readonly width: number;
  readonly height: number;
}

/** The size of an element in CSS pixels, as it changes; null before it is on the page. */
export function useSize(): readonly [
  ref: (element: Element | null) => (() => void) | undefined,
  size: ElementSize | null,
] {
  const [size, setSize] = useState<ElementSize | null>(null);
  const ref = useCallback((element: Element | null) => {
    if (!element) return undefined;
    const observer = new ResizeObserver(([entry]) => {
      const { width, height } = entry!.contentRect;
      if (width > 0 && height > 0) setSize({ width, height });
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [ref, size];
}
