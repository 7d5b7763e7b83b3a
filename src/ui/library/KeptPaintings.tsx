import { useEffect } from "react";
import { LazyPanel } from "../controls/LazyPanel.tsx";
import { useStudio } from "../studioContext.ts";

const table = async () => (await import("./PaintingTable.tsx")).PaintingTable;

/** What was painted in this browser; nothing, and no code for it, where there is none. */
export function KeptPaintings() {
  const paintings = useStudio((state) => state.keptPaintings);
  const refresh = useStudio((state) => state.refreshPaintings);
  useEffect(() => void refresh(), [refresh]);
  if (paintings.length === 0) return null;
  return <LazyPanel name="The list of painted labels" load={table} props={{ paintings }} />;
}
