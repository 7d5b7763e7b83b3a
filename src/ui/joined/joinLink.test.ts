import { expect, test } from "vitest";
import { joinLinkIn, studentLink } from "./joinLink.ts";

test("a link says what it allows, the most of it first", () => {
  expect(joinLinkIn("#work=abc")).toEqual({ role: "work", token: "abc", work: "abc", at: null });
  const steer = joinLinkIn("#steer=s&work=w&at=http%3A%2F%2F10.0.0.5%3A4180")!;
  expect(steer).toEqual({ role: "steer", token: "s", work: "w", at: "http://10.0.0.5:4180" });
  expect(studentLink(steer, "http://localhost:4180")).toBe("http://10.0.0.5:4180/#work=w");
});

test("a page without a link is the studio", () => {
  for (const hash of ["", "#", "#lesson=1", "#work="]) expect(joinLinkIn(hash)).toBeNull();
});
