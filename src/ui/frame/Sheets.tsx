import { lazy, Suspense } from "react";
import { PanelBoundary } from "../controls/PanelBoundary.tsx";
import { useStudio } from "../studioContext.ts";

const sheets = {
  address: lazy(() => import("../data/AddressSheet.tsx").then(({ AddressSheet }) => ({ default: AddressSheet }))),
  studies: lazy(() => import("../library/StudiesSheet.tsx").then(({ StudiesSheet }) => ({ default: StudiesSheet }))),
  shortcuts: lazy(() => import("../keys/ShortcutSheet.tsx").then(({ ShortcutSheet }) => ({ default: ShortcutSheet }))),
  palette: lazy(() => import("../keys/CommandPalette.tsx").then(({ CommandPalette }) => ({ default: CommandPalette }))),
};

/** What floats above the rooms; loaded when first asked for. */
export function Sheets() {
  const openSheet = useStudio((state) => state.openSheet);
  const showSheet = useStudio((state) => state.showSheet);
  if (!openSheet) return null;
  const Sheet = sheets[openSheet];
  return (
    <PanelBoundary name="This sheet" key={openSheet}>
      <Suspense>
        <Sheet onClose={() => showSheet(null)} />
      </Suspense>
    </PanelBoundary>
  );
}
