import { createRegistry } from "../../core/registry.ts";
import branin from "./branin.ts";
import hartmann from "./hartmann.ts";
import rastrigin from "./rastrigin.ts";
import readmeQuadratic from "./readmeQuadratic.ts";
import segnas4Table from "./segnas4Table.ts";
import { sphere2, sphere5 } from "./sphere.ts";
import type { TestFunction } from "./testFunction.ts";

export const testFunctions = createRegistry<TestFunction>("function", [
  branin,
  sphere2,
  sphere5,
  rastrigin,
  hartmann,
  readmeQuadratic,
  segnas4Table,
]);
