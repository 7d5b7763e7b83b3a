import { useMemo } from "react";
import { classShares, LARGE_CLASS } from "../../state/classShares.ts";
import { useStudio } from "../studioContext.ts";

/** How each class is painted: its colour ("none" while hidden), and whether it is large and so filled faintly. */
export function useOverlayColors(): readonly { readonly color: string; readonly isLarge: boolean }[] {
  const mapping = useStudio((state) => state.data?.mapping ?? null);
  const hiddenClasses = useStudio((state) => state.hiddenClasses);
  return useMemo(() => {
    if (!mapping) return [];
    const shares = classShares(mapping);
    return mapping.classes.map(({ color }, index) => ({
      color: hiddenClasses.includes(index) ? "none" : color,
      isLarge: shares[index]! > LARGE_CLASS,
    }));
  }, [mapping, hiddenClasses]);
}
