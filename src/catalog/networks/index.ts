import type { CatalogNetwork } from "../../core/network/catalogNetwork.ts";
import { createRegistry } from "../../core/registry.ts";
import unet from "./unet.ts";

export const networks = createRegistry<CatalogNetwork>("network", [unet]);
