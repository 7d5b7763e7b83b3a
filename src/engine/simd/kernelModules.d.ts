/** The compiled kernels, base64; see `build/simdKernels.ts`. */
declare module "virtual:simd-kernels/relaxed" {
  const base64: string;
  export default base64;
}

declare module "virtual:simd-kernels/plain" {
  const base64: string;
  export default base64;
}
