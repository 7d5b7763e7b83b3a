type Many<Count extends number, List extends readonly Float32Array[] = []> = List["length"] extends Count
  ? List
  : Many<Count, readonly [...List, Float32Array]>;

/** Flat float32 arrays of the tensors of a kernel: a fixed count, or any. */
export type Arrays<Count extends number = number> = number extends Count ? readonly Float32Array[] : Many<Count>;
