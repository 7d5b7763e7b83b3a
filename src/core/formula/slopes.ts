import { add, divide, inOrder, isPerClass, multiply, power, total, type Term } from "./formula.ts";

/** Slopes of a number by each number of the first `count` given lists, as formulas: the chain rule, from the result backwards. */
export function slopesOf(value: Term, count: number): readonly Term[] {
  const terms = inOrder([value]);
  const slopes = new Map<Term, Term>([[value, { kind: "number", value: 1 }]]);
  for (const term of [...terms].reverse()) {
    const slope = slopes.get(term);
    if (!slope) continue;
    for (const [part, share] of sharesOf(term, slope)) {
      const fitting = isPerClass(term) && !isPerClass(part) ? total(share) : share;
      const known = slopes.get(part);
      slopes.set(part, known ? add(known, fitting) : fitting);
    }
  }
  return Array.from({ length: count }, (_, index) =>
    add(...terms.filter((term) => term.kind === "given" && term.index === index).map((term) => slopes.get(term) ?? 0)),
  );
}

/** What a term's parts get of the slope by the term. */
function sharesOf(term: Term, slope: Term): readonly (readonly [part: Term, share: Term])[] {
  switch (term.kind) {
    case "number":
    case "classes":
    case "given":
    case "isAbove":
      return [];
    case "add":
      return [
        [term.one, slope],
        [term.other, slope],
      ];
    case "multiply":
      return [
        [term.one, multiply(slope, term.other)],
        [term.other, multiply(slope, term.one)],
      ];
    case "divide":
      return [
        [term.one, divide(slope, term.other)],
        [term.other, multiply(-1, multiply(slope, divide(term, term.other)))],
      ];
    case "log":
      return [[term.of, divide(slope, term.of)]];
    case "power":
      return [[term.of, multiply(slope, multiply(term.exponent, power(term.of, term.exponent - 1)))]];
    case "atLeast":
      return [[term.of, multiply(slope, { kind: "isAbove", of: term.of, bound: term.bound })]];
    case "total":
      return [[term.of, slope]];
    default:
      return term satisfies never;
  }
}
