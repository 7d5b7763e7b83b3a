import { defineConfig } from "vite";
import { simdKernels } from "../build/simdKernels.ts";

/** Bundles the benchmark the way the command line is bundled; tfjs stays a package. */
export default defineConfig({
  plugins: [simdKernels()],
  logLevel: "warn",
  build: {
    ssr: true,
    target: "node20",
    outDir: "node_modules/.cache/bench",
    emptyOutDir: true,
    copyPublicDir: false,
    rolldownOptions: {
      input: {
        main: "bench/main.ts",
        candidateTurn: "bench/candidates/turn.ts",
        search: "bench/search.ts",
        predict: "bench/predict.ts",
        scaling: "bench/scaling.ts",
        page: "bench/studyInPage.ts",
        paint: "bench/painting.ts",
        crf: "bench/field.ts",
        machines: "bench/machines.ts",
        joined: "bench/joined/main.ts",
        objects: "bench/objects.ts",
      },
    },
  },
});
