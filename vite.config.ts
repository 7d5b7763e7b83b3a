import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { posix } from "node:path";
import react from "@vitejs/plugin-react";
import { configDefaults, defineConfig } from "vitest/config";
import { contentSecurityPolicy } from "./build/contentSecurityPolicy.ts";
import { bakedSamples } from "./build/bakedSamples.ts";
import { firstLoad } from "./build/firstLoad.ts";
import { licences } from "./build/licences.ts";
import { offline } from "./build/offline.ts";
import { precompressed } from "./build/precompressed.ts";
import { simdKernels } from "./build/simdKernels.ts";

const { version } = JSON.parse(readFileSync(new URL("package.json", import.meta.url), "utf8")) as { version: string };

const shipped = licences();
/** Licences are kept whole in a file of their own; repeated in every bundle they were 420 kB. */
const QUIET = { comments: { legal: false } };

const TESTS = ["src/**/*.test.ts", "bench/**/*.test.ts", "scripts/**/*.test.ts"];
/** Tests of code that holds no device, server, process or global of its own. */
const PURE = ["core", "state", "ui", "catalog"].map((room) => `src/${room}/**/*.test.ts`);

/** Short name of the commit that is built; packages have no repository around them. */
function commit(): string {
  const { stdout, status } = spawnSync("git", ["rev-parse", "--short=12", "HEAD"], { encoding: "utf8" });
  return status === 0 ? stdout.trim() : "unknown";
}

/** Code for the address of a built file, from the module that asks. */
const besideModule = (file: string, { hostId }: { readonly hostId: string }) => ({
  runtime: `new URL(${JSON.stringify(posix.relative(posix.dirname(hostId), file))}, import.meta.url).href`,
});

/** The page (`vite build`) and, with `--ssr`, the command line with its training thread, bundled whole for Node. */
export default defineConfig(({ isSsrBuild }) => ({
  base: "./",
  // Files beside the bundled command line are found from its modules, wherever it was installed.
  ...(isSsrBuild && { experimental: { renderBuiltUrl: besideModule } }),
  assetsInclude: ["**/*.so"],
  plugins: [
    react(),
    simdKernels(),
    bakedSamples(),
    contentSecurityPolicy(),
    shipped.page,
    ...(isSsrBuild ? [] : [firstLoad(), ...offline(), precompressed()]),
  ],
  define: { __APP_VERSION__: JSON.stringify(version), __APP_COMMIT__: JSON.stringify(commit()) },
  worker: {
    format: "es",
    plugins: () => [simdKernels(), bakedSamples(), shipped.worker()],
    // Named as threads' code, which does not count as what the page waits for.
    rolldownOptions: { output: { ...QUIET, chunkFileNames: "assets/[name].worker-[hash].js" } },
  },
  build: isSsrBuild
    ? {
        target: "node20",
        outDir: "dist/cli",
        emptyOutDir: true,
        copyPublicDir: false,
        ssrEmitAssets: true,
        rolldownOptions: {
          input: {
            cristae: "src/cli/main.ts",
            trainer: "src/worker/trainer.node.ts",
            reader: "src/worker/reading/reader.node.ts",
          },
          output: {
            // Entries find each other beside the file that asks, whichever chunk that was put into.
            chunkFileNames: "[name]-[hash].js",
            // What serves and queues would be megabytes more; names stay, for errors to be read by.
            minify: { compress: true, mangle: { keepNames: true }, codegen: { removeWhitespace: true } },
          },
        },
      }
    : {
        target: "es2023",
        outDir: "dist/app",
        emptyOutDir: true,
        rolldownOptions: { output: QUIET },
      },
  ssr: { noExternal: true },
  test: {
    environment: "node",
    setupFiles: ["src/testing/properties.ts"],
    // By default one processor is left idle.
    maxWorkers: availableParallelism(),
    projects: [
      // Pure code leaves nothing behind, so its files share their modules: loading those took longer than the tests.
      { extends: true, test: { name: "pure", include: PURE, isolate: false, pool: "threads" } },
      { extends: true, test: { name: "own", include: TESTS, exclude: [...PURE, ...configDefaults.exclude] } },
    ],
    // Generous: a test says what is wrong, never how fast or loaded the machine is.
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
}));
