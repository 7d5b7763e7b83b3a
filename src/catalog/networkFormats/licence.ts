import { StudioError } from "../../core/errors.ts";

/** Licences that are usual for networks, by their SPDX identifiers. */
export const USUAL_LICENCES: readonly string[] = [
  "CC-BY-4.0",
  "CC0-1.0",
  "CC-BY-SA-4.0",
  "MIT",
  "Apache-2.0",
  "BSD-3-Clause",
];

/** An identifier, or several joined, as SPDX writes licences: letters, digits, dots and hyphens, AND, OR, WITH and brackets. */
const EXPRESSION = /^\(*[A-Za-z0-9][A-Za-z0-9.+-]*\)*( (AND|OR|WITH) \(*[A-Za-z0-9][A-Za-z0-9.+-]*\)*)*$/;

/** The licence that a text names; null for none. Throws StudioError "BadInput" for what SPDX could not mean. */
export function parseLicence(text: string): string | null {
  const licence = text.trim();
  if (licence === "") return null;
  if (EXPRESSION.test(licence) && licence.length <= 100) return licence;
  throw new StudioError(
    "BadInput",
    `"${licence.slice(0, 60)}" is no SPDX licence identifier; write one such as ${USUAL_LICENCES.slice(0, 3).join(", ")} (spdx.org/licenses).`,
  );
}
