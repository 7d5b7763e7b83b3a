import { inOrder, isPerClass, type Term } from "./formula.ts";

/** The numbers of some formulas in double precision: one for each class, or one alone. `given` holds the lists that they are computed from. */
export function evaluate(
  terms: readonly Term[],
  given: readonly ArrayLike<number>[],
  classes: number,
): readonly Float64Array[] {
  const values = new Map<Term, Float64Array>();
  const at = (term: Term, c: number): number => {
    const known = values.get(term)!;
    return known[known.length === 1 ? 0 : c]!;
  };
  for (const term of inOrder(terms)) {
    const length = isPerClass(term) ? classes : 1;
    values.set(
      term,
      Float64Array.from({ length }, (_, c) => valueOf(term, c, { at, given, classes })),
    );
  }
  return terms.map((term) => values.get(term)!);
}

interface Known {
  readonly at: (term: Term, c: number) => number;
  readonly given: readonly ArrayLike<number>[];
  readonly classes: number;
}

function valueOf(term: Term, c: number, { at, given, classes }: Known): number {
  switch (term.kind) {
    case "number":
      return term.value;
    case "classes":
      return classes;
    case "given":
      return given[term.index]![c]!;
    case "add":
      return at(term.one, c) + at(term.other, c);
    case "multiply":
      return at(term.one, c) * at(term.other, c);
    case "divide":
      return at(term.one, c) / at(term.other, c);
    case "log":
      return Math.log(at(term.of, c));
    case "power":
      return at(term.of, c) ** term.exponent;
    case "atLeast":
      return Math.max(at(term.of, c), term.bound);
    case "isAbove":
      return at(term.of, c) > term.bound ? 1 : 0;
    case "total":
      return Array.from({ length: classes }, (_, index) => at(term.of, index)).reduce((sum, value) => sum + value, 0);
    default:
      return term satisfies never;
  }
}
