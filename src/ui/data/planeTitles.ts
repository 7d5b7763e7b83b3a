/** What one plane of each direction is called. */
export const PLANE_TITLES = { xy: "Slice", xz: "Row", yz: "Column" } as const;
