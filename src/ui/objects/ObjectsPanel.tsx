import { LazyPanel } from "../controls/LazyPanel.tsx";

const load = () => import("./ObjectsView.tsx").then(({ ObjectsView }) => ObjectsView);

/** The objects of labels or of a prediction. What shows them is fetched when it is first opened. */
export function ObjectsPanel({ withTrials }: { readonly withTrials: boolean }) {
  return (
    <LazyPanel
      name="The objects"
      load={load}
      props={{ withTrials }}
      fallback={<p className="panel-body t2">Loading the objects</p>}
    />
  );
}

/** The panel at a room's side; its table needs more than others. */
export const objectsSide = (withTrials: boolean) =>
  ({ label: "Objects", width: [500, 464], content: <ObjectsPanel withTrials={withTrials} /> }) as const;
