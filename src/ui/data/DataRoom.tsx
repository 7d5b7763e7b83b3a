import { LazyPanel } from "../controls/LazyPanel.tsx";
import { useStudio } from "../studioContext.ts";
import { FirstRun } from "./FirstRun.tsx";

const openData = () => import("./OpenData.tsx").then(({ OpenData }) => OpenData);

/** Before anything is open this room is the first-run screen; what shows data is loaded with the first of them. */
export function DataRoom() {
  const isOpen = useStudio(({ data }) => data !== null && (data.image !== null || data.labels !== null));
  return isOpen ? <LazyPanel name="The data" load={openData} props={{}} /> : <FirstRun />;
}
