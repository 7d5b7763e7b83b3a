import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, test } from "vitest";
import { strategies } from "./catalog/strategies/index.ts";
import { STAGE_NAMES } from "./core/stages/index.ts";
import { ARCHITECTURE_KINDS } from "./core/study/architecture.ts";

const root = fileURLToPath(new URL(".", import.meta.url));
const KINDS: ReadonlySet<string> = new Set([...STAGE_NAMES, ...ARCHITECTURE_KINDS]);

/** Rooms whose matter the kinds are. */
const OWN = ["core/stages/", "core/study/", "ui/search/stages/"];

const files = readdirSync(root, { recursive: true, encoding: "utf8" })
  .map((path) => path.replaceAll("\\", "/"))
  .filter((path) => /\.tsx?$/.test(path) && !/\.test\.tsx?$/.test(path) && !path.includes("/assembly/"))
  .filter((path) => !OWN.some((room) => path.startsWith(room)));

const isKind = (node: ts.Node): boolean =>
  (ts.isPropertyAccessExpression(node) && node.name.text === "kind") || (ts.isIdentifier(node) && node.text === "kind");
const isKindName = (node: ts.Node): boolean => ts.isStringLiteral(node) && KINDS.has(node.text);

const COMPARING: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.EqualsEqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsEqualsToken,
]);

/** Places where a `kind` is compared with the name of a stage or an architecture. */
function comparisonsIn(source: ts.SourceFile): readonly string[] {
  const found: string[] = [];
  const note = (node: ts.Node) => found.push(node.getText(source));
  const visit = (node: ts.Node): void => {
    if (ts.isBinaryExpression(node) && COMPARING.has(node.operatorToken.kind)) {
      const { left, right } = node;
      if ((isKind(left) && isKindName(right)) || (isKind(right) && isKindName(left))) note(node);
    }
    if (ts.isSwitchStatement(node) && isKind(node.expression))
      for (const clause of node.caseBlock.clauses)
        if (ts.isCaseClause(clause) && isKindName(clause.expression)) note(clause.expression);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

const parsed = (path: string, text: string) => ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);

test("no room but their own asks a stage or a trial for its kind by name", () => {
  const found = files.flatMap((path) =>
    comparisonsIn(parsed(path, readFileSync(join(root, path), "utf8"))).map((text) => `${path}: ${text}`),
  );
  expect(found).toEqual([]);
});

/** Rooms that know no strategy; the catalog makes strategies, and the command line has defaults. */
const GENERIC = ["core/", "engine/", "state/", "storage/", "ui/", "worker/"];

/** Ids of strategies that mean nothing else; "random" is a view of a space too. */
const STRATEGIES: ReadonlySet<string> = new Set(strategies.list.map(({ id }) => id).filter((id) => id !== "random"));

function strategiesIn(source: ts.SourceFile): readonly string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteral(node) && STRATEGIES.has(node.text)) found.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

test("no generic room knows a strategy by its id", () => {
  const found = files
    .filter((path) => GENERIC.some((room) => path.startsWith(room)))
    .flatMap((path) =>
      strategiesIn(parsed(path, readFileSync(join(root, path), "utf8"))).map((id) => `${path}: ${id}`),
    );
  expect(found).toEqual([]);
  expect(strategiesIn(parsed("a.ts", `if (strategy.id === "crs") stop();`))).toEqual(["crs"]);
});

test("such comparisons are recognised", () => {
  const text = `stage.kind === "search"; "derived" !== architecture.kind; switch (stage.kind) { case "test": } kind === "other";`;
  expect(comparisonsIn(parsed("a.ts", text))).toHaveLength(3);
});
