import { expect, test } from "@playwright/test";
import { searchEnds, startSmallSearch } from "./support.ts";

test("nothing is asked of any other host during a whole search, and the policy forbids it", async ({ page, baseURL }) => {
  const foreign: string[] = [];
  const scripts: number[] = [];
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (!["blob:", "data:"].includes(url.protocol) && url.origin !== new URL(baseURL!).origin) foreign.push(request.url());
    if (request.method() !== "GET") foreign.push(`${request.method()} ${request.url()}`);
  });
  const response = await page.goto("/");
  expect(response!.headers()["content-security-policy"]).toContain("connect-src 'self'");
  await expect(page.locator('meta[http-equiv="Content-Security-Policy"]')).toHaveAttribute("content", /connect-src 'self'/);
  const blocked = await page.evaluate(() => fetch("https://example.org/").then(() => "sent", () => "blocked"));
  expect(blocked).toBe("blocked");
  foreign.length = 0;
  scripts.length = 0;
  await startSmallSearch(page, { trials: 1, steps: 4 });
  await searchEnds(page);
  expect(foreign).toEqual([]);
});

test("the first room needs less than 300 kB of compressed script, and no tfjs", async ({ page }) => {
  const sources: Promise<string>[] = [];
  page.on("response", (response) => {
    if (response.request().resourceType() === "script" && response.frame() === page.mainFrame()) sources.push(response.text());
  });
  await page.goto("/");
  await page.getByRole("button", { name: /Start search/ }).waitFor();
  const { gzipSync } = await import("node:zlib");
  const bytes = (await Promise.all(sources)).map((source) => gzipSync(source).length);
  test.info().annotations.push({ type: "script", description: `${Math.round(bytes.reduce((sum, size) => sum + size, 0) / 1000)} kB gzipped` });
  expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThan(300_000);
});
