import { expect, test } from "vitest";
import { joinLinkIn, studentLink } from "../../ui/joined/joinLink.ts";
import { linksOf } from "./links.ts";

const tokens = { work: "w-1_", watch: "look", steer: "st" };

test("the teacher's links hold that of students, by the address that others reach", () => {
  const addresses = ["http://192.168.1.20:4180", "http://laptop:4180", "http://127.0.0.1:4180"];
  const { students, wall, steer } = linksOf({ addresses, path: "", tokens });
  expect(students).toBe("http://192.168.1.20:4180/#work=w-1_");
  for (const [link, role] of [
    [wall, "watch"],
    [steer, "steer"],
  ] as const) {
    expect(new URL(link).origin).toBe("http://localhost:4180");
    const read = joinLinkIn(new URL(link).hash)!;
    expect(read).toMatchObject({ role, token: tokens[role] });
    expect(studentLink(read, "")).toBe(students);
  }
});

test("a certificate holds for a name, which the teacher's own links use too", () => {
  const { steer } = linksOf({ addresses: ["https://class.school:8443", "https://127.0.0.1:8443"], path: "", tokens });
  expect(new URL(steer).origin).toBe("https://class.school:8443");
});
