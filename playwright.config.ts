import { defineConfig } from "@playwright/test";

const PORT = Number(process.env.PORT ?? 4317);
const executablePath = process.env.CHROMIUM_PATH;

/** Every spec starts from an empty browser and drives the built page, served as `npm start` serves it. */
export default defineConfig({
  testDir: "e2e",
  // Generous, and nowhere else: a test says what is wrong, never how fast or loaded the machine is.
  timeout: 600_000,
  expect: { timeout: 180_000 },
  // A test waits for its page as long as it computes: two at a time fill two processors.
  workers: 2,
  retries: process.env.CI ? 1 : 0,
  reporter: [["list"], ["json"]],
  use: {
    baseURL: `http://localhost:${PORT}/`,
    viewport: { width: 1440, height: 900 },
    colorScheme: "dark",
    contextOptions: { reducedMotion: "reduce" },
    // Kept files would stand between a test's routes and its page; `offline.spec.ts` allows them.
    serviceWorkers: "block",
    launchOptions: {
      ...(executablePath && { executablePath }),
      args: ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
    },
    screenshot: "only-on-failure",
  },
  webServer: {
    command: "node bin/cristae.js studio",
    url: `http://localhost:${PORT}/`,
    // It may build the page first.
    timeout: 300_000,
    env: { PORT: String(PORT), CI: "true" },
    reuseExistingServer: !process.env.CI,
  },
});
