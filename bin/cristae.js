#!/usr/bin/env node
import { ensureBuilt, root } from "../scripts/ensureBuilt.js";

await ensureBuilt("cli");
await import(new URL("dist/cli/cristae.js", root).href);
