import { inOrder, isPerClass, type Term } from "../../../core/formula/formula.ts";
import { slopesOf } from "../../../core/formula/slopes.ts";
import type { FormulaAttributes } from "../../kernels/specs.ts";
import type { GpuKernel } from "../recorder.ts";

/** A formula and its slopes on one thread: a few numbers for each of a few classes, for which nothing has to leave the GPU. */
export const formula: GpuKernel<FormulaAttributes> = ({ run }, [sums], [value, slopes], { classes, formula }) => {
  const { code, floats } = formulaCode(formula, classes);
  run({
    key: `formula/${code}`,
    code,
    writes: { value: value!, slopes: slopes! },
    reads: { sums: sums! },
    floats,
    threads: 1,
  });
};

interface FormulaCode {
  readonly code: string;
  /** The formula's own numbers, which stay out of the code so that one shader serves all values of an option. */
  readonly floats: Readonly<Record<string, number>>;
}

/** Each term becomes a variable: a list of classes is an array, filled by a loop. */
function formulaCode(formula: Term, classes: number): FormulaCode {
  const results = [formula, ...slopesOf(formula, 2)];
  const terms = inOrder(results);
  const names = new Map(terms.map((term, index) => [term, `t${index}`]));
  const floats: Record<string, number> = {};
  const number = (value: number): string => {
    const name = `n${Object.keys(floats).length}`;
    floats[name] = value;
    return `u.${name}`;
  };
  const loop = (body: string) => `for (var c = 0; c < ${classes}; c++) { ${body} }`;
  const at = (term: Term): string => names.get(term)! + (isPerClass(term) ? "[c]" : "");
  const lines = terms.map((term) => {
    const name = names.get(term)!;
    if (term.kind === "total") return `var ${name} = 0.0; ${loop(`${name} += ${at(term.of)};`)}`;
    const text = termCode(term, { at, number, classes });
    return isPerClass(term)
      ? `var ${name}: array<f32, ${classes}>; ${loop(`${name}[c] = ${text};`)}`
      : `let ${name} = ${text};`;
  });
  const [value, ...slopes] = results;
  const written = slopes.map((slope, row) => loop(`slopes[${row * classes} + c] = ${at(slope)};`));
  return { code: `fn element(i: i32) {\n${[...lines, `value[0] = ${at(value!)};`, ...written].join("\n")}\n}`, floats };
}

interface Words {
  readonly at: (term: Term) => string;
  readonly number: (value: number) => string;
  readonly classes: number;
}

function termCode(term: Exclude<Term, { kind: "total" }>, { at, number, classes }: Words): string {
  switch (term.kind) {
    case "number":
      return number(term.value);
    case "classes":
      return `${classes}.0`;
    case "given":
      return `sums[${term.index * classes} + c]`;
    case "add":
      return `${at(term.one)} + ${at(term.other)}`;
    case "multiply":
      return `${at(term.one)} * ${at(term.other)}`;
    case "divide":
      return `${at(term.one)} / ${at(term.other)}`;
    case "log":
      return `log(${at(term.of)})`;
    case "power":
      return `pow(${at(term.of)}, ${number(term.exponent)})`;
    case "atLeast":
      return `max(${at(term.of)}, ${number(term.bound)})`;
    case "isAbove":
      return `select(0.0, 1.0, ${at(term.of)} > ${number(term.bound)})`;
    default:
      return term satisfies never;
  }
}
