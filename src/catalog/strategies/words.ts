/** Three digits, a true minus. */
export const short = (value: number): string => String(Number(value.toPrecision(3))).replace("-", "−");
