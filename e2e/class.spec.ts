import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test, type BrowserContext, type Page } from "@playwright/test";
import { foundIn } from "../fuzz/kills/study.ts";
import { freePort } from "../src/testing/servers.ts";
import { CLI, cristae, SMALL_TRAINING, type Line } from "./cristae.ts";
import { expectNoSeriousFindingInEitherTheme } from "./support.ts";

const folder = mkdtempSync(join(tmpdir(), "cristae-class-"));
const children: ChildProcess[] = [];
test.afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});
test.afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

interface Class {
  readonly links: Readonly<Record<"students" | "wall" | "steer", string>>;
  readonly ended: Promise<number | null>;
  readonly text: () => string;
}

/** A class on this machine alone, with a study that ends within a minute. */
async function openClass(out: string, port: number, ...more: readonly string[]): Promise<Class> {
  const small = ["--sample", "platelets", "--strategy", "hierarchical-random", "--seed", "3", "--evaluate-every", "10"];
  const args = [
    "serve",
    "--class",
    "--host",
    "127.0.0.1",
    "--port",
    String(port),
    ...small,
    ...SMALL_TRAINING,
    ...more,
  ];
  const child = spawn(process.execPath, [CLI, ...args, "--out", out], { stdio: ["ignore", "pipe", "pipe"] });
  children.push(child);
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (text += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  const said = () =>
    text
      .split("\n")
      .filter((line) => line.startsWith('{"type":"serving"'))
      .map((line) => JSON.parse(line) as Line & Pick<Class, "links">)[0];
  await expect.poll(said).toBeTruthy();
  return { links: said()!.links, ended, text: () => text };
}

const trained = (page: Page) => page.getByRole("region", { name: "What I contribute" });
const shown = (page: Page) => page.getByRole("region", { name: "What is trained here" });

/** How a figure of the student's page reads. */
const figure = (page: Page, name: string) => trained(page).locator("dl > div").filter({ hasText: name }).locator("dd");

async function student(context: BrowserContext, link: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(link);
  return page;
}

test("students join by a link; one closes the tab, the others go on; the wall shows it all", async ({ browser }) => {
  const out = join(folder, "class.cristae.zip");
  const { links, ended, text } = await openClass(
    out,
    await freePort(),
    "--trials",
    // As long as it takes to look at four pages, or the class is over before the second student comes.
    "10",
    "--steps",
    "40",
    "--until-done",
  );
  const [one, two] = [await browser.newContext(), await browser.newContext()];
  const first = await student(one, links.students);
  await expect(first.getByText(/You are \w+/)).toBeVisible();
  await expect(shown(first).getByRole("status")).toHaveText(/Running: network \d+/);
  const wall = await (await browser.newContext()).newPage();
  await wall.goto(links.wall);
  await expect(wall.getByRole("region", { name: "Who trains what" })).toContainText(/\w/);
  const steer = await (await browser.newContext()).newPage();
  await steer.goto(links.steer);
  await expect(steer.getByRole("img", { name: "Link to join, as a code" })).toBeVisible();
  await first.close({ runBeforeUnload: true });
  const second = await student(two, links.students);
  await expectNoSeriousFindingInEitherTheme(steer, "Class");
  await expect(shown(second).getByRole("img", { name: /^Prediction of network/ })).toBeVisible();
  await steer.getByText("Machines", { exact: true }).click();
  await expect(steer.getByRole("region", { name: "Machines" }).getByRole("row")).not.toHaveCount(0);
  await expect(steer.getByRole("complementary", { name: "Lost and recovered" })).toContainText("left by itself");
  await expectNoSeriousFindingInEitherTheme(steer, "Machines");
  await expect(wall.getByRole("img", { name: /^Segmentation of network/ })).toBeVisible();
  await expectNoSeriousFindingInEitherTheme(wall, "Wall");
  await expectNoSeriousFindingInEitherTheme(second, "Student");
  expect(await ended, text()).toBe(0);
  const { trials } = foundIn((await cristae("show", out, "--json")).stdout) as { readonly trials?: unknown };
  expect(text()).toContain('"type":"summary"');
  expect(trials).not.toEqual([]);
});

test("a second study on the same data fetches nothing; plain http on a LAN trains too", async ({ browser }) => {
  const context = await browser.newContext();
  const port = await freePort();
  const fetched: string[] = [];
  for (const round of [1, 2]) {
    const { links, ended, text } = await openClass(
      join(folder, `round${round}.cristae.zip`),
      port,
      ...["--trials", "1", "--steps", "20", "--until-done"],
    );
    const page = await student(context, links.students);
    await expect(figure(page, "Networks trained")).toHaveText("1");
    fetched.push(await figure(page, "Data fetched").innerText());
    expect(await ended, text()).toBe(0);
    await page.close();
  }
  expect(fetched[0]).not.toMatch(/^0/);
  expect(fetched[1]).toMatch(/^0\s+bytes$/);
});

test("a frozen class waits, one that was sent out is told so, and a wrong link says what to do", async ({
  browser,
}) => {
  const { links } = await openClass(
    join(folder, "steered.cristae.zip"),
    await freePort(),
    "--trials",
    "2",
    "--steps",
    "20000",
  );
  const context = await browser.newContext();
  const steer = await context.newPage();
  await steer.goto(links.steer);
  await steer.getByRole("button", { name: "Freeze all" }).click();
  await expect(steer.getByRole("button", { name: "Go on" })).toBeVisible();
  const page = await student(context, links.students);
  const name = (
    await page
      .getByText(/You are \w+/)
      .locator("b")
      .innerText()
  ).trim();
  await steer.getByRole("button", { name: "Go on" }).click();
  await expect(shown(page).getByRole("status")).toHaveText(/Running/);
  await steer.getByText("Machines", { exact: true }).click();
  await steer.getByRole("button", { name: `Send ${name} out` }).click();
  await expect(shown(page).getByRole("status")).toHaveText(`${name} was sent out of this search.`);
  const wrong = await context.newPage();
  await wrong.goto(links.wall.replace(/watch=[^&]+/, "watch=guessed"));
  await expect(wrong.getByRole("alert")).toContainText("This link is not valid, or no longer. Ask for a new one.");
});
