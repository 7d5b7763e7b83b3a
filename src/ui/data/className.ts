import type { Parsed } from "../controls/useTypedField.ts";

/** A name as it was typed, without blanks around it. */
export const parseClassName = (text: string): Parsed<string> =>
  text.trim() === "" ? { problem: "A class needs a name." } : { value: text.trim() };
