import * as Comlink from "comlink";
import { pageWasm } from "./proof/pageWasm.ts";
import { createTrainer } from "./trainer.ts";

Comlink.expose(createTrainer(pageWasm));
