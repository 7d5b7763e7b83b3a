import { Button, FileButton, SegmentedControl, Switch } from "@mantine/core";
import { Download, FolderOpen } from "lucide-react";
import { useState } from "react";
import { useStudio, useStudioStore } from "../../studioContext.ts";
import type { ComposedFigure } from "./composeFigure.ts";
import { FIGURE_FORMATS, type FigureFormat } from "./figureFiles.ts";
import { openFigureFile, saveFigure } from "./saveFigure.ts";

/** Saves the figure, and opens one that was saved. */
export function FigureExport({ composed }: { readonly composed: ComposedFigure | null }) {
  const store = useStudioStore();
  const [format, setFormat] = useState<FigureFormat>("pdf");
  const [hasNumbers, setHasNumbers] = useState(false);
  const missing = composed === null ? "Predicting" : composed.missing;
  const attempt = useStudio((state) => state.attempt);
  return (
    <section className="section" aria-label="Export">
      <div className="panel-body col">
        <div className="row">
          <SegmentedControl
            aria-label="Format"
            data={FIGURE_FORMATS.map((value) => ({ value, label: value.toUpperCase() }))}
            value={format}
            onChange={setFormat}
          />
          <span className="space" />
          <Switch
            label="JSON beside it"
            checked={hasNumbers}
            onChange={({ currentTarget }) => setHasNumbers(currentTarget.checked)}
          />
        </div>
        <Button
          variant="filled"
          leftSection={<Download aria-hidden />}
          disabled={missing !== null}
          onClick={() => composed && void attempt(() => saveFigure(store.getState(), composed, { format, hasNumbers }))}
        >
          Export {format.toUpperCase()}
        </Button>
        {missing !== null && <span className="t2">{missing}</span>}
        <FileButton
          accept=".svg,.pdf,.png"
          onChange={(file) => file && void attempt(() => openFigureFile(store.getState(), file))}
        >
          {(props) => (
            <Button size="xs" variant="subtle" leftSection={<FolderOpen aria-hidden />} {...props}>
              Open a saved figure
            </Button>
          )}
        </FileButton>
      </div>
    </section>
  );
}
