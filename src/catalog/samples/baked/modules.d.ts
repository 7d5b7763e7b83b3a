/** The samples as the build made them, as records of `PackedStack` by id; see `build/bakedSamples.ts`. */
declare module "virtual:samples/stacks" {
  const stacks: Readonly<Record<string, object>>;
  export default stacks;
}

declare module "virtual:samples/pictures" {
  const pictures: Readonly<Record<string, object>>;
  export default pictures;
}
