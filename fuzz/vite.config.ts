import { defineConfig } from "vite";
import { simdKernels } from "../build/simdKernels.ts";

/** Bundles the fuzzers, the thread in which files are read, and the engine that exported networks are held against. */
export default defineConfig({
  logLevel: "warn",
  assetsInclude: ["**/*.so"],
  plugins: [simdKernels()],
  ssr: { noExternal: true },
  build: {
    ssr: true,
    target: "node20",
    outDir: "node_modules/.cache/fuzz",
    emptyOutDir: true,
    copyPublicDir: false,
    rolldownOptions: {
      input: {
        files: "fuzz/files/main.ts",
        thread: "fuzz/files/thread.ts",
        kills: "fuzz/kills/main.ts",
        exports: "fuzz/exports/main.ts",
        soak: "fuzz/soak/main.ts",
        soakCoordinator: "fuzz/soak/coordinator.ts",
        soakWorker: "fuzz/soak/worker.ts",
      },
    },
  },
});
