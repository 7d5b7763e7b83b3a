import { expect, test } from "vitest";
import { parseLicence, USUAL_LICENCES } from "./licence.ts";

test.each([...USUAL_LICENCES, "GPL-2.0-only WITH Classpath-exception-2.0", "(MIT OR Apache-2.0)", "GPL-3.0+"])(
  "%s is a licence",
  (text) => expect(parseLicence(` ${text} `)).toBe(text),
);

test("nothing is no licence", () => expect(parseLicence("  ")).toBeNull());

test.each(["all rights reserved", "https://example.org", "MIT,BSD", "MIT OR", "x".repeat(101)])(
  "%s is said to be none",
  (text) => expect(() => parseLicence(text)).toThrow(/no SPDX licence identifier; write one such as CC-BY-4.0/),
);
