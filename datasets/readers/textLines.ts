/** Lines without their ends; blank lines at the end of the text do not count. */
export function linesOf(text: string): string[] {
  const trimmed = text.trimEnd();
  return trimmed === '' ? [] : trimmed.split(/\r?\n/);
}

/** A plain decimal number, or undefined. Unlike `Number` it takes neither an empty text nor `0x10`. */
export function parseNumber(text: string): number | undefined {
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text) ? Number(text) : undefined;
}
