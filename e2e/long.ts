import { test } from "@playwright/test";

/**
 * Leaves a test to `npm run fuzz -- pages`, in its first line: it takes a minute or more, and what it shows is shown piece by piece
 * by others. Such tests are tagged @long.
 */
export const leaveToFuzz = (): void =>
  test.skip(process.env.CRISTAE_LONG !== "1", "takes minutes, so `npm run fuzz -- pages` runs it");
