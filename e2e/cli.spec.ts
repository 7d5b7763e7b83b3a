import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { CLI, cristae, SMALL_SEARCH, type Line } from "./cristae.ts";

const folder = mkdtempSync(join(tmpdir(), "cristae-e2e-"));
const at = (name: string) => join(folder, name);
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

const scoresOf = (lines: readonly Line[]) =>
  lines.filter(({ type }) => type === "finished").map(({ trial, meanIou }) => [trial, meanIou]);

test("a search ends with a summary; the same seed gives the same scores", async () => {
  const first = await cristae("search", ...SMALL_SEARCH, "--out", at("a.cristae.zip"));
  expect(first.code).toBe(0);
  expect(first.lines.map(({ type }) => type).filter((type) => type !== "reported")).toEqual([
    "started",
    "device",
    "stage",
    "asked",
    "finished",
    "asked",
    "finished",
    "asked",
    "finished",
    "stage",
    "tested",
    "summary",
  ]);
  const second = await cristae("search", ...SMALL_SEARCH, "--out", at("b.cristae.zip"));
  expect(scoresOf(second.lines)).toEqual(scoresOf(first.lines));
});

test("killed half way and resumed, a search has the scores of one that was not", async () => {
  const whole = await cristae("search", ...SMALL_SEARCH, "--out", at("whole.cristae.zip"));
  const child = spawn(process.execPath, [CLI, "search", ...SMALL_SEARCH, "--out", at("killed.cristae.zip")]);
  await new Promise<void>((resolve) => {
    let seen = "";
    child.stdout.on("data", (chunk: Buffer) => {
      seen += chunk.toString();
      if ((seen.match(/"type":"reported"/g) ?? []).length >= 4) resolve();
    });
  });
  const second = await cristae("resume", at("killed.cristae.zip"), "--device", "simd");
  expect(second.code).toBe(2);
  expect(second.stderr).toMatch(/Process \d+ is working on .*killed\.cristae\.zip/);
  child.kill("SIGKILL");
  await new Promise((resolve) => child.once("exit", resolve));
  expect(existsSync(at("killed.cristae.zip"))).toBe(false);
  const resumed = await cristae("resume", at("killed.cristae.zip"), "--workers", "1", "--device", "simd", "--json");
  expect(resumed.code).toBe(0);
  const shown = await cristae("show", at("killed.cristae.zip"), "--json");
  const trials = shown.lines.filter(({ type }) => type === "trial").map(({ trial, meanIou }) => [trial, meanIou]);
  expect(trials).toEqual(scoresOf(whole.lines));
  expect(shown.lines.some(({ interval }) => Array.isArray(interval) && interval[0] < interval[1])).toBe(true);
  const text = expect.any(String) as unknown;
  expect(shown.lines.at(-1)).toMatchObject({
    type: "summary",
    verdict: { kind: text, sentence: text, evidence: text, trainings: [1, 1] },
  });
});

test("Ctrl-C ends a search with code 130 and a study that goes on; where there is no terminal, each trial that ends is a line", async () => {
  const long = SMALL_SEARCH.filter((word) => word !== "--json").with(SMALL_SEARCH.indexOf("--trials") + 1, "40");
  const child = spawn(process.execPath, [CLI, "search", ...long, "--out", at("stopped.cristae.zip")]);
  let seen = "";
  child.stderr.on("data", (chunk: Buffer) => {
    const before = seen;
    seen += chunk.toString();
    // Pressed once more while it writes, as impatient people do.
    for (const mark of ["Trial 1 finished", "Interrupted:"])
      if (seen.includes(mark) && !before.includes(mark)) child.kill("SIGINT");
  });
  const code = await new Promise((resolve) => child.once("exit", resolve));
  expect(seen).toMatch(/Trial 1 finished, mean IoU 0\.\d{3} \(1 of 40, \d+ (s|min) left\)/);
  expect(code).toBe(130);
  expect(readdirSync(folder).filter((name) => name.startsWith("stopped"))).toEqual(["stopped.cristae.zip"]);
  const shown = await cristae("show", at("stopped.cristae.zip"), "--json");
  expect(shown.lines.find(({ type }) => type === "study")).toMatchObject({ isComplete: false });
});

test("a recipe is read from the standard input, in whatever encoding an editor wrote it; what does not fit is refused before anything is made", async () => {
  const { execFileSync } = await import("node:child_process");
  const { defaultRecipe } = await import("../src/catalog/recipes/index.ts");
  const recipe = JSON.stringify({ ...defaultRecipe, patch: [1, 32, 32], batch: 2, steps: 4, evaluateEvery: 4 });
  for (const input of [
    Buffer.from(recipe),
    Buffer.from(`\ufeff${recipe}`),
    Buffer.from(`\ufeff${recipe}`, "utf16le"),
  ]) {
    expect(
      execFileSync(
        process.execPath,
        [CLI, "train", "--sample", "membranes", "--recipe", "-", "--device", "simd", "--set", "base=4"],
        { input, stdio: ["pipe", "pipe", "ignore"] },
      ).toString(),
    ).toMatch(/^mean IoU/);
  }
  const wrong = Buffer.from(recipe.replace(/"learningRate":[\d.]+/, '"learningRate":5'));
  expect(() =>
    execFileSync(
      process.execPath,
      [CLI, "search", "--sample", "membranes", "--recipe", "-", "--out", at("wrong.cristae.zip")],
      { input: wrong, stdio: ["pipe", "pipe", "pipe"] },
    ),
  ).toThrow(/learningRate is 5; it must be a number from/);
  expect(readdirSync(folder).filter((name) => name.startsWith("wrong"))).toEqual([]);
});

test("a search that cannot begin leaves nothing behind", async () => {
  const { code, stderr } = await cristae(
    "search",
    ...SMALL_SEARCH,
    "--strategy",
    "reinforce",
    "--out",
    at("never.cristae.zip"),
  );
  expect(code).toBe(2);
  expect(stderr).toMatch(/has no decisions view/);
  expect(readdirSync(folder).filter((name) => name.startsWith("never"))).toEqual([]);
});

test("a study of two arrays in one file, in colour, goes on with the same choices", async () => {
  const { samples } = await import("../src/catalog/samples/index.ts");
  const { writeFile } = await import("node:fs/promises");
  const { zipSync } = await import("fflate");
  const { volume, labels } = samples.get("membranes").create();
  const colors = Uint8Array.from({ length: volume.data.length * 3 }, (_, at) =>
    at % 3 === 1 ? volume.data[Math.floor(at / 3)]! : 7,
  );
  await writeFile(
    at("both.npz"),
    zipSync({
      "raw.npy": npy(colors, [...volume.shape, 3]),
      "truth.npy": npy(Uint8Array.from(labels.data), volume.shape),
    }),
  );
  const data = [
    "--image",
    at("both.npz"),
    "--dataset",
    "raw",
    "--labels",
    at("both.npz"),
    "--labels-dataset",
    "truth",
    "--train",
    "0:12",
    "--val",
    "12:15",
  ];
  const refused = await cristae("search", ...SMALL_SEARCH.slice(2), ...data, "--out", at("color.cristae.zip"));
  expect(refused.stderr).toMatch(
    /is in colour; EM stacks are grey\. Choose what becomes grey with --color brightness\|red/,
  );
  const searched = await cristae(
    "search",
    ...SMALL_SEARCH.slice(2),
    ...data,
    "--color",
    "green",
    "--out",
    at("color.cristae.zip"),
  );
  expect(searched.code).toBe(0);
  const resumed = await cristae("resume", at("color.cristae.zip"), "--trials", "4", "--device", "simd", "--json");
  expect(resumed.stderr).not.toContain("cristae:");
  expect(scoresOf(resumed.lines)).toHaveLength(1);
});

test("info hashes what it reads, and says of an archive of which nothing can be read what each array is", async () => {
  const { writeFile } = await import("node:fs/promises");
  const { createHash } = await import("node:crypto");
  const { zipSync } = await import("fflate");
  const values = Uint8Array.from({ length: 24 }, (_, index) => index);
  await writeFile(at("one.npy"), npy(values, [2, 3, 4]));
  const one = await cristae("info", at("one.npy"), "--json");
  expect(one.lines[0]).toMatchObject({
    shape: [2, 3, 4],
    min: 0,
    max: 23,
    sha256: createHash("sha256").update(values).digest("hex"),
  });
  await writeFile(at("objects.npz"), zipSync({ "a.npy": npy(values, [24], "|O"), "b.npy": npy(values, [24], "|O") }));
  const none = await cristae("info", at("objects.npz"));
  expect(none.stderr).toMatch(/None of its 2 arrays can be read\. a: .* b: /);
  expect(none.code).toBe(2);
});

/** A NumPy file, of unsigned bytes unless it says otherwise. */
function npy(values: Uint8Array, shape: readonly number[], type = "|u1"): Uint8Array {
  const header = `{'descr': '${type}', 'fortran_order': False, 'shape': (${shape.join(", ")}), }`;
  const padded = header.padEnd(Math.ceil((header.length + 11) / 64) * 64 - 11) + "\n";
  return Buffer.concat([
    Buffer.from([0x93, ...Buffer.from("NUMPY"), 1, 0, padded.length & 255, padded.length >> 8]),
    Buffer.from(padded),
    values,
  ]);
}

/** A sample as two files. */
async function writeSample(image: string, truth: string, sample = "membranes"): Promise<void> {
  const { samples } = await import("../src/catalog/samples/index.ts");
  const { encodeTiff } = await import("../src/catalog/exports/tiff.ts");
  const { writeFile } = await import("node:fs/promises");
  const { volume, labels } = samples.get(sample).create();
  await writeFile(image, encodeTiff(volume));
  await writeFile(truth, encodeTiff({ ...volume, data: labels.data }));
}

test("predict and evaluate give the scores that the study reports for the test slices", async () => {
  const study = at("scored.cristae.zip");
  const image = at("image.tif");
  const truth = at("labels.tif");
  await writeSample(image, truth);
  const searched = await cristae(
    "search",
    ...SMALL_SEARCH.slice(2),
    "--image",
    image,
    "--labels",
    truth,
    "--train",
    "0:12",
    "--val",
    "12:15",
    "--test",
    "15:18",
    "--out",
    study,
  );
  const tested = searched.lines.find(({ type }) => type === "tested")!;
  await cristae("predict", study, "--trial", "best", "--image", image, "--out", at("mask.tif"), "--device", "simd");
  const { lines } = await cristae(
    "evaluate",
    "--labels",
    truth,
    "--prediction",
    at("mask.tif"),
    "--slices",
    "15:18",
    "--json",
  );
  expect(lines[0]).toMatchObject({
    meanIou: tested.meanIou,
    meanDice: tested.meanDice,
    perClassIou: tested.perClassIou,
  });
});

test("what was corrected in a mask trains the network on, round after round, in a study of its own", async () => {
  const [image, truth] = [at("corrected-image.tif"), at("corrected-labels.tif")];
  await writeSample(image, truth);
  const ranges = ["--train", "0:2", "--val", "12:14", "--test", "15:18"];
  const data = ["--image", image, "--labels", truth];
  const small = ["--network", "unet", "--set", "base=4", "--set", "depth=2", "--steps", "20", "--device", "simd"];
  const first = await cristae("train", ...small, ...data, ...ranges, "--out", at("round0.cristae.zip"));
  expect(first.code).toBe(0);
  const rounds: Line[] = [];
  for (const [number, slices, trial] of [
    [1, "2:5", "best"],
    [2, "5:8", "U-Net corrected"],
  ] as const) {
    const [before, after] = [at(`round${number - 1}.cristae.zip`), at(`round${number}.cristae.zip`)];
    const mask = at(`raw${number}.tif`);
    await cristae(
      "predict",
      before,
      "--trial",
      trial,
      "--image",
      image,
      "--slices",
      slices,
      "--out",
      mask,
      "--device",
      "simd",
    );
    const { code, lines } = await cristae(
      ...["correct", before, "--raw", mask, "--corrected", truth, "--slices", slices, "--minutes", "2.5"],
      ...["--maps", at(`maps${number}`), "--out", after, "--device", "simd", "--json"],
    );
    expect(code).toBe(0);
    const counted = lines.find(({ type }) => type === "correction")!;
    const told = lines.find(({ type }) => type === "round")!;
    expect(told).toMatchObject({ round: number, minutes: 2.5, changed: counted.changed, metric: "meanIou" });
    expect(existsSync(at(`maps${number}/weight.tif`))).toBe(true);
    rounds.push(told);
  }
  expect(rounds[1]!.from).toBe(rounds[0]!.trial);
  expect(rounds[1]!.before).toBe(rounds[0]!.after);
  const shown = await cristae("show", at("round2.cristae.zip"), "--json");
  expect(shown.lines.filter(({ type }) => type === "trial")).toHaveLength(3);
  for (const [wish, because] of [
    [["--slices", "11:13"], "reach into the validation part (12:14)"],
    [["--slices", "8:10", "--scale", "5"], "--scale is 5; the rounds before were trained with 100"],
    [["--slices", "8:10", "--image", at("gone.tif"), "--labels", truth], "There is no file or folder"],
  ] as const) {
    const refused = await cristae(
      ...["correct", at("round2.cristae.zip"), "--raw", truth, "--corrected", truth],
      ...wish,
      ...["--out", at("refused.cristae.zip")],
    );
    expect(refused.stderr).toContain(because);
    expect(refused.code).not.toBe(0);
    expect(existsSync(at("refused.cristae.zip"))).toBe(false);
  }
});

test("networks of a finished search segment together, and the study keeps what was chosen", async () => {
  const study = at("together.cristae.zip");
  const searched = await cristae("search", ...SMALL_SEARCH, "--out", study);
  expect(searched.code).toBe(0);
  const { code, lines } = await cristae(
    ...["ensemble", study, "--select", "greedy", "--members", "5", "--open-test"],
    ...["--device", "simd", "--figure", at("together.svg"), "--json"],
  );
  expect(code).toBe(0);
  expect(lines.find(({ type }) => type === "figure")!.panels).toEqual([
    ...["Image", "Truth", expect.stringMatching(/^Trial/), expect.stringMatching(/^Ensemble/)],
  ]);
  expect(readFileSync(at("together.svg"), "utf8")).toMatch(/^<svg[^]*Ensemble/);
  const chosen = lines.filter(({ type }) => type === "added").map(({ member, score }) => ({ member, score }));
  const told = lines.find(({ type }) => type === "ensemble")!;
  expect(chosen).toHaveLength(5);
  expect(told.rounds).toEqual(chosen);
  const counts = (told.members as readonly { readonly count: number }[]).map(({ count }) => count);
  expect(counts.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(5);
  const alone = told.best as { readonly validation: number; readonly test: number };
  expect(told.validation).toBeGreaterThanOrEqual(alone.validation - 1e-4);
  expect(typeof told.test).toBe("number");
  expect(typeof alone.test).toBe("number");
  const again = await cristae("show", study, "--json");
  const shown = again.lines.find(({ trial, type }) => type === "trial" && trial === told.trial)!;
  expect(shown.meanIou).toBe(told.validation);

  const label = shown.label as string;
  const onnx = at("together.onnx");
  const exported = await cristae("export", study, "--trial", label, "--format", "onnx", "--out", onnx, "--json");
  expect(exported.code).toBe(0);
  const image = at("together-image.tif");
  await writeSample(image, at("together-labels.tif"), "platelets");
  const masks = [at("together-studio.tif"), at("together-onnx.tif")];
  const how = ["--image", image, "--slices", "0:2", "--device", "simd"];
  await cristae("predict", study, "--trial", label, ...how, "--out", masks[0]!);
  await cristae("predict", onnx, ...how, "--out", masks[1]!);
  const { lines: compared } = await cristae(
    ...["evaluate", "--labels", masks[0]!, "--prediction", masks[1]!, "--json"],
  );
  expect(compared[0]!.accuracy).toBeGreaterThan(0.9999);
});

test("a hybrid with a field is built on a network of slices, in phases, and predicts", async () => {
  const study = at("hybrid.cristae.zip");
  expect((await cristae("search", ...SMALL_SEARCH, "--out", study)).code).toBe(0);
  const refused = await cristae("hybrid", study, "--on", "77");
  expect([refused.code, refused.stderr]).toEqual([
    expect.any(Number),
    expect.stringContaining('There is no trial "77"'),
  ]);
  const { code, stdout } = await cristae(
    ...["hybrid", study, "--on", "2", "--crf", "--steps", "12", "--open-test"],
    ...["--workers", "1", "--device", "simd"],
  );
  expect(code).toBe(0);
  expect(stdout).toMatch(/Hybrid 2D-3D on 2 +finished/);
  expect(stdout).toContain("Test part, Hybrid 2D-3D on 2: mean IoU");
  const again = await cristae("show", study, "--json");
  const { trials } = again.lines.find(({ type }) => type === "study") as Line & { readonly trials?: number };
  expect(trials ?? again.lines.filter(({ type }) => type === "trial").length).toBe(4);
});

test("a network of the catalog is described layer by layer, and its layers add up to it", async () => {
  const { lines } = await cristae("network", "unet", "--set", "base=8", "--classes", "4", "--patch", "32", "--json");
  const { parameters, layers, ...found } = lines[0]! as Line & {
    readonly parameters: number;
    readonly layers: readonly { readonly parameters: number; readonly shape: readonly number[] }[];
  };
  expect(found).toMatchObject({ network: "unet", classes: 4, dimension: 2, patch: [1, 32, 32] });
  expect(layers.reduce((sum, layer) => sum + layer.parameters, 0)).toBe(parameters);
  expect(layers.at(-1)!.shape).toEqual([32, 32, 4]);
  expect(await cristae("network", "unet", "--patch", "30")).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("cannot be halved 3 times"),
  });
});

test.describe("bad usage ends with code 2 and one line that says what would work", () => {
  for (const [args, message] of [
    [["search", "--image", "nowhere.tif", "--labels", "nowhere.tif"], /There is no file or folder "nowhere\.tif"/],
    [["search", "--sample", "hearts"], /No sample "hearts"; known: platelets, membranes/],
    [
      ["search", "--sample", "platelets", "--train", "0:20", "--val", "18:24", "--out", "x.cristae.zip"],
      /share 2 slices/,
    ],
    [
      ["train", "--network", "unet", "--set", "base=many", "--sample", "platelets"],
      /unet\.base is "many"; it must be a whole number from 1 to 256/,
    ],
    [
      ["search", "--sample", "platelets", "--steps", "few"],
      /--steps <n>' argument 'few' is invalid\. It must be a whole number, at least 1/,
    ],
    [["show", "nothing.cristae.zip"], /There is no study/],
    [["dance"], /unknown command 'dance'/],
    [["serach"], /unknown command 'serach' \(Did you mean search\?\)/],
    [["search", "--trails", "3"], /unknown option '--trails' \(Did you mean --trials\?\)/],
    [["search", "--sample", "platelets", "--strategy", "ranom"], /No strategy "ranom"; did you mean "random"\?/],
    [["search", "--sample", "platelets", "--out", "nowhere/x.cristae.zip"], /there is no folder ".*nowhere"/],
    [["search", "--sample", "platelets", "--workers", "0"], /at least 1/],
    [["search", "--sample", "platelets", "--trials", "0"], /at least 1/],
    [["search", "--sample", "platelets", "--memory-cap", "abc"], /a number above 0/],
    [["search", "--sample", "platelets", "--seed", "1.5"], /a whole number/],
    [["train", "--sample", "platelets", "--steps", "2", "--steps", "3"], /given twice, as "2" before/],
    [["list", "strategees"], /did you mean "strategies"\?/],
    [["info"], /missing required argument 'path'/],
  ] as const) {
    test(args.join(" "), async () => {
      const { code, stderr } = await cristae(...args);
      expect(stderr.trim().split("\n")).toHaveLength(1);
      expect(stderr).toMatch(message);
      expect(code).toBe(2);
    });
  }
});

test("the best network leaves as ONNX that was run first, says what it gives, and is not written twice", async () => {
  await cristae("search", ...SMALL_SEARCH, "--out", at("leaving.cristae.zip"));
  const words = ["export", at("leaving.cristae.zip"), "--format", "onnx", "--out", at("best.onnx")];
  const { code, lines } = await cristae(...words, "--output", "classes", "--json");
  expect(code).toBe(0);
  expect(lines[0]).toMatchObject({ type: "exported", format: "onnx", output: "classes" });
  const { proof } = lines[0] as unknown as { readonly proof: { readonly relativeDifference: number } };
  expect(proof.relativeDifference).toBeLessThan(1e-4);
  expect(existsSync(at("best.onnx"))).toBe(true);
  expect((await cristae(...words)).code).toBe(2);
  expect((await cristae(...words.with(3, "pytorch").with(5, at("model.py")))).code).toBe(0);
  expect(readdirSync(folder)).toEqual(expect.arrayContaining(["model.py", "model.safetensors"]));
});
