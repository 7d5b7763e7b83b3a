export * from "./arithmetic";
export * from "./depthwise";
export * from "./losses";
export * from "./norm";
export * from "./pack";
export * from "./products";
export * from "./scale";
export * from "./winograd";
