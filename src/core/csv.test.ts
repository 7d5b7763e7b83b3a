import fc from "fast-check";
import { expect, test } from "vitest";
import { csvText } from "./csv.ts";

/** A reader by the grammar of RFC 4180, written apart from the writer. */
function parsed(text: string): string[][] {
  const rows: string[][] = [];
  for (let at = 0; at < text.length;) {
    const row: string[] = [];
    for (;;) {
      const quoted = /^"((?:[^"]|"")*)"/.exec(text.slice(at));
      const cell = quoted ?? /^[^,"\r\n]*/.exec(text.slice(at))!;
      row.push(quoted ? quoted[1]!.replaceAll('""', '"') : cell[0]);
      at += cell[0].length;
      if (text[at] !== ",") break;
      at++;
    }
    expect(text.slice(at, at + 2)).toBe("\r\n");
    at += 2;
    rows.push(row);
  }
  return rows;
}

test("any text comes back, whatever quotes, commas and line breaks are in it", () => {
  const cell = fc
    .string({ unit: fc.constantFrom("a", '"', ",", "\n", "\r", "é", " ") })
    .filter((text) => !text.startsWith("\r"));
  fc.assert(
    fc.property(fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }), { maxLength: 5 }), (rows) => {
      expect(parsed(csvText(rows))).toEqual(rows);
    }),
  );
});

test("numbers stay numbers, texts that look like formulas stay texts, and nothing is an empty cell", () => {
  expect(csvText([[-1.5, "=1+1", "-foo", null, undefined, true, 0]])).toBe("-1.5,'=1+1,'-foo,,,true,0\r\n");
});
