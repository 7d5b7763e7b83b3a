import type { Role } from "../../remote/protocol.ts";
import type { Output } from "../output.ts";

/** Where a study is served, and what lets in. */
export interface Links {
  /** The one that others most likely reach comes first. */
  readonly addresses: readonly string[];
  /** The join file. */
  readonly path: string;
  readonly tokens: Readonly<Record<Role, string>>;
}

export function sayLinks({ addresses, path, tokens }: Links, output: Output): void {
  output.json({ type: "serving", addresses, join: path, links: linksOf({ addresses, path, tokens }) });
  output.note(`Machines join with: cristae work ${path}`);
  for (const address of addresses) output.note(`or by the link: ${address}/#work=${tokens.work}`);
  output.note(`Who trains what: ${linksOf({ addresses, path, tokens }).steer}`);
}

export function sayClass(links: Links, output: Output): void {
  const { students, wall, steer } = linksOf(links);
  output.json({ type: "serving", addresses: links.addresses, join: links.path, links: { students, wall, steer } });
  output.note(`Students join by: ${students}`);
  output.note(`You steer by: ${steer}`);
  output.note(`The wall, for the projector: ${wall}`);
  output.note("Training and validation slices go to each browser; test slices stay here.");
}

/** Whoever steers or shows the wall can let others in: their links hold the students'. This machine is localhost, where browsers keep data and may use the GPU. */
export function linksOf({ addresses, tokens }: Links) {
  const [at] = addresses as readonly [string, ...string[]];
  const here = at.startsWith("https:") ? at : (addresses.find((one) => one.includes("127.0.0.1")) ?? at);
  const own = here.replace("127.0.0.1", "localhost");
  const others = new URLSearchParams({ work: tokens.work, at }).toString();
  return {
    students: `${at}/#work=${tokens.work}`,
    wall: `${own}/#watch=${tokens.watch}&${others}`,
    steer: `${own}/#steer=${tokens.steer}&${others}`,
  };
}
