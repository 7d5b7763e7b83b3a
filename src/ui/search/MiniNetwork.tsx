import { useMemo } from "react";
import { analyse } from "../../core/network/analysis.ts";
import { boxesOf } from "../../core/network/modules.ts";
import type { Network } from "../../core/network/network.ts";
import type { Shape3 } from "../../core/image/volume.ts";
import { useSize } from "../controls/useSize.ts";
import { shortLabel } from "../network/shortLabel.ts";
import classes from "./search.module.css";

const ROW = 20;
const NAME_MARGIN = 5;
/** Width of a letter of a name, about. */
const LETTER = 6;

/** The name of a module as it fits in front of its bars; null where not even two letters do. */
function nameIn(label: string, width: number): string | null {
  const room = Math.floor(width / LETTER);
  const name = shortLabel(label, room);
  return name.length <= room ? name : room < 2 ? null : name.slice(0, room);
}

/** A network in a few millimetres: one box per module at its scale, a bar per convolution. */
export function MiniNetwork({ network, patch }: { readonly network: Network; readonly patch: Shape3 }) {
  const [ref, size] = useSize();
  const { boxes, links } = useMemo(() => {
    const analysis = analyse(network, { spatial: network.dimension === 3 ? patch : patch.slice(1), channels: 1 });
    return boxesOf(analysis, new Set());
  }, [network, patch]);
  const modules = boxes.filter(({ isModule }) => isModule);
  const width = size?.width ?? 340;
  const step = width / Math.max(1, modules.length);
  const height = (Math.max(0, ...modules.map(({ scale }) => scale)) + 1) * ROW + 2;
  const place = new Map(modules.map(({ id, scale }, index) => [id, { x: index * step, y: scale * ROW + 2 }]));
  return (
    <div ref={ref} style={{ marginTop: 6 }}>
      <svg
        width={width}
        height={height}
        role="img"
        aria-label={modules.map(({ label, detail }) => `${label}: ${detail}`).join("; ")}
      >
        {links.map(({ from, to, concat }) => {
          const [a, b] = [place.get(from), place.get(to)];
          return (
            a &&
            b && (
              <path
                key={`${from}>${to}`}
                d={`M${a.x + step - 8} ${a.y + 8}C${a.x + step} ${a.y + 8} ${b.x - 6} ${b.y + 8} ${b.x} ${b.y + 8}`}
                fill="none"
                stroke="var(--text-3)"
                {...(concat !== null && { strokeDasharray: "3 3" })}
              />
            )
          );
        })}
        {modules.map(({ id, label, detail }) => {
          const { x, y } = place.get(id)!;
          const bars = Math.min(Number.parseInt(detail, 10) || 1, 4);
          const name = nameIn(label, step - 8 - NAME_MARGIN - (6 * bars + 3));
          return (
            <g key={id}>
              <title>{`${label}: ${detail}`}</title>
              <rect x={x} y={y} width={step - 8} height={16} rx={2} fill="var(--raised)" stroke="var(--line-2)" />
              {name && (
                <text x={x + NAME_MARGIN} y={y + 12} className={classes.miniName}>
                  {name}
                </text>
              )}
              {Array.from({ length: bars }, (_, bar) => (
                <rect key={bar} x={x + step - 15 - bar * 6} y={y + 4} width={4} height={8} fill="var(--l3)" />
              ))}
            </g>
          );
        })}
      </svg>
    </div>
  );
}
