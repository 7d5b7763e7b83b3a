/** A type of plain data without its readonly. */
type Plain<T> = unknown extends T ? T : { -readonly [Key in keyof T]: Plain<T[Key]> };

/** The same with every field there. */
type Full<T> = unknown extends T ? T : { -readonly [Key in keyof T]-?: Full<T[Key]> };

type Fits<A, B> = [Plain<A>, Full<A>] extends [Plain<B>, Full<B>] ? true : false;

/**
 * True where two types of plain data are the same, field by field and with what is optional. `true satisfies Same<A, B>` does not
 * compile where one has a field that the other lacks, also an optional one, which assigning would let pass.
 */
export type Same<A, B> = Fits<A, B> extends true ? Fits<B, A> : false;
