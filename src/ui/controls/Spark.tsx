interface SparkProps {
  readonly values: readonly number[];
  readonly width?: number;
  readonly height?: number;
  readonly color?: string;
  readonly label: string;
}

/** A curve of a few pixels, without axes. */
export function Spark({ values, width = 56, height = 16, color = "var(--text-2)", label }: SparkProps) {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const x = (index: number) => 1 + (index / Math.max(1, values.length - 1)) * (width - 2);
  const y = (value: number) => height - 2 - ((value - low) / (high - low || 1)) * (height - 4);
  return (
    <svg width={width} height={height} role="img" aria-label={label} style={{ display: "block" }}>
      <polyline
        fill="none"
        stroke={color}
        strokeWidth={1.25}
        points={values.map((value, index) => `${x(index).toFixed(1)},${y(value).toFixed(1)}`).join(" ")}
      />
    </svg>
  );
}
