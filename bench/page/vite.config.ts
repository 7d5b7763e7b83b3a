import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { simdKernels } from "../../build/simdKernels.ts";

/** The page of `npm run bench -- --browser`. */
export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  base: "./",
  logLevel: "warn",
  plugins: [simdKernels()],
  worker: { format: "es", plugins: () => [simdKernels()] },
  build: {
    target: "es2023",
    outDir: fileURLToPath(new URL("../../node_modules/.cache/bench-page", import.meta.url)),
    emptyOutDir: true,
  },
});
