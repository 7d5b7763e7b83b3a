/** Fields to replace, or how they follow from what holds. */
export type Change<T> = Partial<T> | ((held: T) => Partial<T>);

/** What a change comes to now: what a form was drawn with may be older. */
export const changeOf = <T extends object>(change: Change<T>, held: T): Partial<T> =>
  typeof change === "function" ? change(held) : change;
