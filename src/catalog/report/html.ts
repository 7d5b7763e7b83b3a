/** Text as HTML shows it: names in a study may have been written by anyone. */
export const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

/** A table; cells are HTML already. Columns from `firstNumber` on are set to the right. */
export function tableHtml(
  caption: string,
  heads: readonly string[],
  rows: readonly (readonly string[])[],
  firstNumber = 1,
): string {
  const cell = (tag: "th" | "td") => (html: string, column: number) =>
    `<${tag}${column >= firstNumber ? ' class="n"' : ""}>${html}</${tag}>`;
  return [
    `<table><caption>${escaped(caption)}</caption>`,
    `<thead><tr>${heads.map(escaped).map(cell("th")).join("")}</tr></thead>`,
    `<tbody>${rows.map((row) => `<tr>${row.map(cell("td")).join("")}</tr>`).join("\n")}</tbody></table>`,
  ].join("\n");
}

export const STYLE = `
:root { color-scheme: light dark; --line: light-dark(#d8d8d8, #444); --soft: light-dark(#666, #aaa); --best: light-dark(#5b3fd6, #a99bff); }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 960px; margin: 32px auto; padding: 0 16px; }
h1 { font-size: 26px; margin-bottom: 4px; } h2 { font-size: 18px; margin: 32px 0 8px; }
.lead { font-size: 18px; } .soft { color: var(--soft); }
table { display: block; overflow-x: auto; border-collapse: collapse; font-size: 13px; }
caption { text-align: left; color: var(--soft); padding: 4px 0; }
th, td { text-align: left; padding: 4px 8px; border-bottom: 1px solid var(--line); vertical-align: top; }
.n { text-align: right; font-variant-numeric: tabular-nums; }
figure { margin: 8px 0; } figcaption { font-size: 13px; color: var(--soft); }
.pictures { display: flex; flex-wrap: wrap; gap: 12px; } .pictures figure { width: 220px; margin: 0; }
.pictures img { width: 220px; image-rendering: pixelated; display: block; }
svg { width: 100%; height: auto; } svg text { font: 11px system-ui, sans-serif; fill: currentColor; }
pre { font-size: 12px; overflow: auto; max-height: 480px; border: 1px solid var(--line); padding: 8px; }
@media print { pre { max-height: none; white-space: pre-wrap; } }
`;
