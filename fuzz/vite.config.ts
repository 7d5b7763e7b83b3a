import { defineConfig } from "vite";

/** Bundles the fuzzer and the thread that its cases run in. */
export default defineConfig({
  logLevel: "warn",
  ssr: { noExternal: true },
  build: { ssr: true, target: "node20", outDir: "node_modules/.cache/fuzz", emptyOutDir: true, copyPublicDir: false, rolldownOptions: { input: { main: "fuzz/main.ts", thread: "fuzz/thread.ts" } } },
});
