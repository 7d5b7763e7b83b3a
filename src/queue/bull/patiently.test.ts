import { expect, test } from "vitest";
import { patiently } from "./patiently.ts";

const failing = (times: number, error: Error) => {
  let left = times;
  return () => (left-- > 0 ? Promise.reject(error) : Promise.resolve("there"));
};

test("asks again while a server is away or loads what it had written", async () => {
  expect(await patiently(failing(1, new Error("LOADING Redis is loading the dataset in memory")))).toBe("there");
  expect(await patiently(failing(1, Object.assign(new Error("refused"), { code: "ECONNREFUSED" })))).toBe("there");
});

test("passes on what the queue itself answers, and an outage that does not end", async () => {
  await expect(patiently(failing(1, Object.assign(new Error("no lock"), { code: -2 })))).rejects.toThrow("no lock");
  await expect(patiently(failing(9, new Error("away")), 0)).rejects.toThrow("away");
});
