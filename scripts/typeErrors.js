import ts from "typescript";

/** Programs whose options were looked at. */
const seen = new WeakSet();

/**
 * The compiler's own errors as findings of the linter, which has the same program in memory: checking types in a run of their own would
 * build it all once more.
 */
const errors = {
  meta: { type: "problem", schema: [], messages: { error: "{{text}} (TS{{code}})" } },
  create(context) {
    const { program, esTreeNodeToTSNodeMap } = context.sourceCode.parserServices;
    return {
      Program(node) {
        const file = esTreeNodeToTSNodeMap.get(node);
        const ofOptions = seen.has(program)
          ? []
          : [...program.getOptionsDiagnostics(), ...program.getGlobalDiagnostics()];
        seen.add(program);
        const found = [...ofOptions, ...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
        for (const { category, code, file: at, start = 0, messageText } of found) {
          if (category !== ts.DiagnosticCategory.Error) continue;
          const { line, character } = at?.getLineAndCharacterOfPosition(start) ?? { line: 0, character: 0 };
          const text = ts.flattenDiagnosticMessageText(messageText, "\n");
          context.report({
            loc: { line: line + 1, column: character },
            messageId: "error",
            data: { code: String(code), text },
          });
        }
      },
    };
  },
};

/** A plugin for the linter. */
export const types = { rules: { errors } };
