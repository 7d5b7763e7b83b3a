/** Of `core/network/semantics.ts`: the build writes them into the module that it compiles. */
export declare const LEAKY_SLOPE: f32;
export declare const RELU_CEILING: f32;
