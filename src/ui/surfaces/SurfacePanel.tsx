import type { SurfaceSource } from "../../worker/studioApi.ts";
import { LazyPanel } from "../controls/LazyPanel.tsx";

const load = () => import("./SurfaceView.tsx").then(({ SurfaceView }) => SurfaceView);

/** The 3D view. What draws it is fetched when it is first opened. */
export function SurfacePanel({ sources }: { readonly sources: readonly SurfaceSource[] }) {
  return (
    <LazyPanel
      name="The 3D view"
      load={load}
      props={{ sources }}
      fallback={<p className="panel-body t2">Loading the 3D view</p>}
    />
  );
}
