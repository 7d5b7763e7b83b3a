import { defineConfig } from "vite";

/** Bundles the fuzzers, and the thread in which files are read. */
export default defineConfig({
  logLevel: "warn",
  assetsInclude: ["**/*.so"],
  ssr: { noExternal: true },
  build: {
    ssr: true,
    target: "node20",
    outDir: "node_modules/.cache/fuzz",
    emptyOutDir: true,
    copyPublicDir: false,
    rolldownOptions: {
      input: { files: "fuzz/files/main.ts", thread: "fuzz/files/thread.ts", kills: "fuzz/kills/main.ts" },
    },
  },
});
