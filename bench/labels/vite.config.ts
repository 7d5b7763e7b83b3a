import { defineConfig } from "vite";
import root from "../../vite.config.ts";

/** Bundles the trainings with the reading thread beside them, as the command line is bundled. */
export default defineConfig((env) => {
  const { build, ...config } = root({ ...env, isSsrBuild: true });
  return {
    ...config,
    logLevel: "warn",
    build: {
      ...build,
      ssr: true,
      outDir: "node_modules/.cache/bench-labels",
      rolldownOptions: { input: { labels: "bench/labels/main.ts", reader: "src/worker/reading/reader.node.ts" } },
    },
  };
});
