import type { CatalogNetwork } from "../../core/network/catalogNetwork.ts";
import { createRegistry } from "../../core/registry.ts";
import hybrid from "./hybrid/hybrid.ts";
import pspnet from "./pspnet.ts";
import unet from "./unet.ts";
import unet3d from "./unet3d.ts";
import vnet from "./vnet.ts";

export const networks = createRegistry<CatalogNetwork>("network", [unet, unet3d, vnet, pspnet, hybrid]);
