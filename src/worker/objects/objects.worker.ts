import * as Comlink from "comlink";
import { objectFinder } from "./finder.ts";

Comlink.expose(objectFinder);
