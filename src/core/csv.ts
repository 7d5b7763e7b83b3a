/** A cell as a table has it; nothing is an empty one. */
export type CsvCell = string | number | boolean | null | undefined;

/** Rows as comma-separated values (RFC 4180): lines end with CR LF, cells with a comma, a quote or a line break are quoted. */
export const csvText = (rows: readonly (readonly CsvCell[])[]): string =>
  rows.map((row) => `${row.map(cellText).join(",")}\r\n`).join("");

function cellText(value: CsvCell): string {
  const text = value === null || value === undefined ? "" : String(value);
  // Spreadsheets would carry out a text that begins like a formula; studies come from anyone.
  const plain = typeof value === "string" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
