/**
 * A number, or a number for each class, written down instead of computed, so that every device can compute it in its own way. Numbers
 * and lists of classes mix: a number means the same for every class. Plain JSON, in which a term may occur several times.
 */
export type Term =
  | { readonly kind: "number"; readonly value: number }
  /** How many classes there are. */
  | { readonly kind: "classes" }
  /** A given list, by its place among those that the formula is computed from. */
  | { readonly kind: "given"; readonly index: number }
  | { readonly kind: Pair; readonly one: Term; readonly other: Term }
  /** Natural logarithm. */
  | { readonly kind: "log"; readonly of: Term }
  /** `of` to a fixed exponent; `of` must be above 0. */
  | { readonly kind: "power"; readonly of: Term; readonly exponent: number }
  /** `of` where it is above `bound`, else `bound`, where its slope is 0. */
  | { readonly kind: "atLeast"; readonly of: Term; readonly bound: number }
  /** 1 where `of` is above `bound`, else 0. */
  | { readonly kind: "isAbove"; readonly of: Term; readonly bound: number }
  /** Sum over the classes. */
  | { readonly kind: "total"; readonly of: Term };

type Pair = "add" | "multiply" | "divide";
type Operand = Term | number;

const termOf = (operand: Operand): Term => (typeof operand === "number" ? { kind: "number", value: operand } : operand);
const isNumber = (term: Term, value: number): boolean => term.kind === "number" && term.value === value;

export const given = (index: number): Term => ({ kind: "given", index });

export function add(...operands: readonly Operand[]): Term {
  const terms = operands.map(termOf).filter((term) => !isNumber(term, 0));
  return terms.length === 0
    ? termOf(0)
    : terms.slice(1).reduce<Term>((one, other) => ({ kind: "add", one, other }), terms[0]!);
}

export function multiply(first: Operand, second: Operand): Term {
  const [one, other] = [termOf(first), termOf(second)];
  if (isNumber(one, 0) || isNumber(other, 0)) return termOf(0);
  if (isNumber(one, 1)) return other;
  return isNumber(other, 1) ? one : { kind: "multiply", one, other };
}

export const divide = (one: Operand, other: Operand): Term => ({
  kind: "divide",
  one: termOf(one),
  other: termOf(other),
});
export const subtract = (one: Operand, other: Operand): Term => add(one, multiply(-1, other));
export const log = (of: Term): Term => ({ kind: "log", of });
export const power = (of: Term, exponent: number): Term => (exponent === 1 ? of : { kind: "power", of, exponent });
export const atLeast = (of: Term, bound: number): Term => ({ kind: "atLeast", of, bound });
export const total = (of: Term): Term => (isPerClass(of) ? { kind: "total", of } : multiply({ kind: "classes" }, of));
export const mean = (of: Term): Term => divide(total(of), { kind: "classes" });

/** The terms that a term is made of. */
export function partsOf(term: Term): readonly Term[] {
  if ("one" in term) return [term.one, term.other];
  return "of" in term ? [term.of] : [];
}

/** Whether a term is a list of numbers, one a class. */
export const isPerClass = (term: Term): boolean =>
  term.kind === "given" || (term.kind !== "total" && partsOf(term).some(isPerClass));

/** Every term that these are made of and they themselves, each once and after its parts. */
export function inOrder(terms: readonly Term[]): readonly Term[] {
  const found = new Set<Term>();
  const visit = (term: Term) => {
    if (found.has(term)) return;
    partsOf(term).forEach(visit);
    found.add(term);
  };
  terms.forEach(visit);
  return [...found];
}
