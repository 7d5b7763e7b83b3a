import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";
import { expect, test } from "@playwright/test";
import { searchEnds, startSmallSearch } from "./support.ts";

test("nothing is asked of any other host during a whole search, and the policy forbids it", async ({
  page,
  baseURL,
}) => {
  const foreign: string[] = [];
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (!["blob:", "data:"].includes(url.protocol) && url.origin !== new URL(baseURL!).origin)
      foreign.push(request.url());
    if (request.method() !== "GET") foreign.push(`${request.method()} ${request.url()}`);
  });
  const violations: string[] = [];
  await page.exposeFunction("noteViolation", (what: string) => violations.push(what));
  await page.addInitScript(() =>
    addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
      (window as unknown as { noteViolation: (what: string) => void }).noteViolation(
        `${violatedDirective} ${blockedURI}`,
      ),
    ),
  );
  const response = await page.goto("/");
  expect(response!.headers()["content-security-policy"]).toContain("connect-src 'self'");
  await expect(page.locator('meta[http-equiv="Content-Security-Policy"]')).toHaveAttribute(
    "content",
    /connect-src 'self'/,
  );
  const blocked = await page.evaluate(() =>
    fetch("https://example.org/").then(
      () => "sent",
      () => "blocked",
    ),
  );
  expect(blocked).toBe("blocked");
  foreign.length = 0;
  await startSmallSearch(page, { trials: 1, steps: 4 });
  await searchEnds(page);
  expect(foreign).toEqual([]);
  expect(violations.filter((what) => !what.includes("example.org"))).toEqual([]);
});

test("the first room needs less than 300 kB of compressed script, 340 kB with its styles and fonts, and no tfjs", async ({
  page,
  request,
}) => {
  await page.goto("/");
  await page.getByRole("button", { name: /Start search/ }).waitFor();
  const loaded = await page.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => name));
  const own = (ending: RegExp) => loaded.filter((name) => ending.test(name) && !name.includes(".worker-"));
  const textOf = (urls: readonly string[]) => Promise.all(urls.map(async (url) => (await request.get(url)).text()));
  const kilobytesOf = (texts: readonly string[]) =>
    texts.reduce((sum, text) => sum + brotliCompressSync(text).length, 0) / 1000;
  const scripts = await textOf(own(/\.js$/));
  const [script, style] = [kilobytesOf(scripts), kilobytesOf(await textOf(own(/\.css$/)))];
  // Compressed as they are.
  const files = await Promise.all(own(/\.woff2$/).map(async (url) => (await request.get(url)).body()));
  const fonts = files.reduce((sum, file) => sum + file.length, 0) / 1000;
  const description = `${Math.round(script)} kB of script, ${Math.round(style)} kB of styles, ${Math.round(fonts)} kB of fonts`;
  test.info().annotations.push({ type: "first load", description });
  expect(script).toBeLessThan(300);
  expect(script + style + fonts).toBeLessThan(340);
  expect(scripts.some((source) => source.includes("registerBackend"))).toBe(false);
});

test("every component of Mantine that the page's code has in it has its style", () => {
  const root = fileURLToPath(new URL("../", import.meta.url));
  const built = (ending: string) =>
    readdirSync(join(root, "dist/app/assets"))
      .filter((name) => name.endsWith(ending))
      .map((name) => readFileSync(join(root, "dist/app/assets", name), "utf8"))
      .join("\n");
  const styled = (css: string) => new Set(Array.from(css.matchAll(/\.(m_[0-9a-f]+)/g), ([, name]) => name!));
  const [scripts, ours] = [built(".js"), styled(built(".css"))];
  const all = styled(readFileSync(join(root, "node_modules/@mantine/core/styles.layer.css"), "utf8"));
  const used = [...all].filter((name) => scripts.includes(name));
  expect(used.length).toBeGreaterThan(100);
  expect(used.filter((name) => !ours.has(name))).toEqual([]);
});

test("tfjs is loaded by training threads alone, and code for a GPU only where there is one", async ({
  page,
  request,
}) => {
  const loaded = new Set<string>();
  page.on("request", (asked) => asked.url().endsWith(".js") && loaded.add(asked.url()));
  await page.goto("/");
  await expect(page.getByText(/measured on this machine/)).toBeVisible();
  const sources = await Promise.all(
    [...loaded].map(async (url) => [url, await (await request.get(url)).text()] as const),
  );
  const having = (text: string) => sources.filter(([, source]) => source.includes(text)).map(([url]) => url);
  expect(having("registerBackend").length).toBeGreaterThan(0);
  expect(having("registerBackend").filter((url) => url.includes("studio.worker"))).toEqual([]);
  expect(having("createShaderModule")).toEqual([]);
});
