import { objectsOfClasses } from "../../core/image/objects/classObjects.ts";
import type { ObjectFinder } from "./objectThread.ts";

/** Finds objects in this thread. */
export const objectFinder: ObjectFinder = {
  find: async (stack, rules) => Promise.resolve(objectsOfClasses(stack, rules)),
};
