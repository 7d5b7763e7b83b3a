/** The samples as the build made them: modules and records of `PackedStack`; see `build/bakedSamples.ts`. */
declare module "virtual:samples/stacks" {
  const stacks: Readonly<Record<string, () => Promise<{ readonly default: object }>>>;
  export default stacks;
}

declare module "virtual:samples/pictures" {
  const pictures: Readonly<Record<string, object>>;
  export default pictures;
}
