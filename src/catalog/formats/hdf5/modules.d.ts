/** A file of a package as a data: address. */
declare module "h5wasm-plugins/plugins/*" {
  const address: string;
  export default address;
}
