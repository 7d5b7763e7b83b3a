#!/usr/bin/env node
const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`cristae: this is Node ${process.versions.node}; Cristae needs 20.19 or newer.\n`);
  process.exit(1);
}
const { ensureBuilt, root } = await import("../scripts/ensureBuilt.js");
ensureBuilt("cli");
// One is the page, the other takes ONNX Runtime from it.
if (["studio", "export"].includes(process.argv[2])) ensureBuilt("app");
await import(new URL("dist/cli/cristae.js", root).href);
