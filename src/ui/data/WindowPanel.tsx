import { Button } from "@mantine/core";
import { useStudio } from "../studioContext.ts";
import { Histogram } from "./Histogram.tsx";
import { formatNumber } from "../format.ts";

/** Which intensities are shown as black and as white. The data stay as they are. */
export function WindowPanel() {
  const image = useStudio(({ data }) => data?.image ?? null);
  const window = useStudio((state) => state.window ?? state.data?.image?.window ?? null);
  const setWindow = useStudio((state) => state.setWindow);
  if (!image || !window) return null;
  return (
    <section className="section" aria-label="Window">
      <div className="panel-head">
        <h2>Window</h2>
        <span className="space" />
        <span className="t2">
          {formatNumber(window[0])} to {formatNumber(window[1])}
        </span>
        <Button size="xs" variant="subtle" onClick={() => setWindow(null)}>
          Auto
        </Button>
      </div>
      <Histogram
        counts={image.histogram}
        range={[image.intensities.min, image.intensities.max]}
        window={window}
        onChange={setWindow}
      />
    </section>
  );
}
