import { Button, SegmentedControl } from "@mantine/core";
import { ChevronLeft } from "lucide-react";
import { figureMarks, type Ground, type ZoomLayout } from "../../../core/figure/figureMarks.ts";
import { FIGURE_WIDTHS_MM } from "../../../state/figureSlice.ts";
import { NumberField } from "../../controls/NumberField.tsx";
import { formatInteger } from "../../format.ts";
import { useStudio } from "../../studioContext.ts";
import type { ComposedFigure } from "./composeFigure.ts";
import { DOTS_PER_INCH } from "./figurePng.ts";

const ZOOM_LAYOUTS: readonly { readonly value: ZoomLayout; readonly label: string }[] = [
  { value: "none", label: "None" },
  { value: "below", label: "Below" },
  { value: "inset", label: "Inset" },
];
const GROUNDS: readonly { readonly value: Ground; readonly label: string }[] = [
  { value: "white", label: "White" },
  { value: "black", label: "Black" },
];

/** How a figure is laid out. */
export function FigureBar({ composed }: { readonly composed: ComposedFigure | null }) {
  const figure = useStudio((state) => state.figure);
  const closeFigure = useStudio((state) => state.closeFigure);
  const changeFigure = useStudio((state) => state.changeFigure);
  if (!figure) return null;
  const { zoom, ground, widthMm, columns, order } = figure;
  return (
    <div className="bar">
      <Button size="xs" variant="subtle" leftSection={<ChevronLeft aria-hidden />} onClick={closeFigure}>
        Panes
      </Button>
      <h2>Figure</h2>
      <span className="rule" />
      <span className="t2">Enlarged</span>
      <SegmentedControl
        aria-label="Enlarged part"
        data={[...ZOOM_LAYOUTS]}
        value={zoom.layout}
        onChange={(layout) => changeFigure({ zoom: { ...zoom, layout } })}
      />
      <span className="t2">Ground</span>
      <SegmentedControl
        aria-label="Ground"
        data={[...GROUNDS]}
        value={ground}
        onChange={(chosen) => changeFigure({ ground: chosen })}
      />
      <span className="t2">Width</span>
      <SegmentedControl
        aria-label="Width"
        data={FIGURE_WIDTHS_MM.map((width) => ({ value: String(width), label: `${width}\u00A0mm` }))}
        value={String(widthMm)}
        onChange={(width) => changeFigure({ widthMm: Number(width) })}
      />
      <NumberField
        label="Columns"
        prefix="Columns"
        prefixWidth={62}
        width={96}
        isInline
        value={columns}
        min={1}
        max={order.length}
        isWhole
        onChange={(value) => changeFigure({ columns: value })}
      />
      <span className="space" />
      {composed && <PaperSize composed={composed} />}
    </div>
  );
}

function PaperSize({ composed }: { readonly composed: ComposedFigure }) {
  const { width, height } = figureMarks(composed.figure);
  const [across, down] = [width, height].map((side) => formatInteger((side / 25.4) * DOTS_PER_INCH));
  return (
    <span className="t3 wide-only">
      {width} × {height.toFixed(1)} mm, {across} × {down} px at {DOTS_PER_INCH} dpi
    </span>
  );
}
