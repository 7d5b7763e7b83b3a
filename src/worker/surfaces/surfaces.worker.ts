import * as Comlink from "comlink";
import { createSurfaceFinder } from "./finder.ts";
import { movedSurface } from "./surfaceThread.ts";

const finder = createSurfaceFinder();

Comlink.expose({ ...finder, surface: async (classIndex: number) => movedSurface(await finder.surface(classIndex)) });
