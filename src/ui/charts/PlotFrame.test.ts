import { expect, test } from "vitest";
import { numbersCsv } from "./PlotFrame.tsx";

test("a row a point and a column a name; ranges are two, and what is no number is left out", () => {
  const rows = [
    { step: 1, band: [0.1, 0.2], trial: { id: 3 }, name: "a,b" },
    { step: 2, score: null, other: 5 },
  ];
  expect(numbersCsv(rows)).toBe('step,band low,band high,name,score,other\r\n1,0.1,0.2,"a,b",,\r\n2,,,,,5\r\n');
});
