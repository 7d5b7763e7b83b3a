import { LazyPanel } from "../../controls/LazyPanel.tsx";
import { useStudio } from "../../studioContext.ts";

const load = () => import("./NewStackPanel.tsx").then(({ NewStackPanel }) => NewStackPanel);

/** What networks of the open study make of an image that it was not made on. */
export function NewStackSection() {
  const isNew = useStudio(({ isNewStack }) => isNewStack);
  return isNew && <LazyPanel name="Segmenting" load={load} props={{}} />;
}
