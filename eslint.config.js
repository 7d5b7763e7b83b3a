import reactHooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";
import { types } from "./scripts/typeErrors.js";

/** zod's named export pulls the whole library into the bundle; the namespace import is tree-shaken. */
const zodAsNamespace = {
  selector: "ImportDeclaration[source.value='zod'] > ImportSpecifier",
  message: 'Write `import * as z from "zod"`: the named import is not tree-shaken.',
};

export default tseslint.config(
  {
    ignores: ["dist/", ".cache/", "node_modules/", "test-results/", "playwright-report/", "src/engine/simd/assembly/"],
  },
  ...tseslint.configs.strictTypeChecked,
  ...tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: {
      parserOptions: { projectService: { allowDefaultProject: ["*.js", "bin/*.js", "scripts/*.js"] } },
    },
    plugins: { types },
    rules: {
      "types/errors": "error",
      "no-restricted-syntax": ["error", zodAsNamespace],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/array-type": "off",
      "@typescript-eslint/consistent-type-definitions": "off",
      "@typescript-eslint/unified-signatures": "off",
      eqeqeq: "error",
      "max-lines-per-function": ["error", { max: 80, skipBlankLines: true, skipComments: true }],
    },
  },
  { files: ["**/*.test.ts", "e2e/**"], rules: { "max-lines-per-function": "off" } },
  // What builds the page knows AssemblyScript, whose global types would leak into the page's own.
  {
    files: ["build/*.ts", "*.config.ts", "**/vite.config.ts"],
    languageOptions: { parserOptions: { projectService: false, project: "build/tsconfig.json" } },
  },
  { files: ["src/**/*.tsx", "src/ui/**/*.ts"], ...reactHooks.configs.flat["recommended-latest"] },
  // Warns of libraries that React Compiler cannot memoize; the compiler is not used here.
  { files: ["src/**/*.tsx"], rules: { "react-hooks/incompatible-library": "off" } },
  { files: ["**/*.js"], ...tseslint.configs.disableTypeChecked },
  { files: ["**/*.js"], rules: { "types/errors": "off" } },
);
