/**
 * @file Numbers of a line of text, read from bytes without making strings: result archives are gigabytes of them.
 */
export const newline = 10;
const carriageReturn = 13;

/** The numbers of the line at hand; a longer line (a mask) replaces it by a longer one. */
let numbers = new Float64Array(64);

/**
 * The numbers between `from` and `end`, separated by a comma or semicolon and blanks, or by blanks alone; undefined
 * where something is no number or stands empty between two commas. The result is overwritten by the next call.
 */
export function readNumbers(bytes: Uint8Array, from: number, end: number): Float64Array | undefined {
  let at = from;
  let count = 0;
  let expectNumber = false;
  for (;;) {
    while (at < end && isBlank(bytes[at]!)) at++;
    if (at >= end) return expectNumber ? undefined : numbers.subarray(0, count);
    const tokenStart = at;
    // Clinger's fast path: up to 15 digits with up to 22 decimals divide exactly; the rest goes to Number().
    const negative = bytes[at] === 45;
    if (negative || bytes[at] === 43) at++;
    let digits = 0;
    let decimalPlaces = 0;
    let mantissa = 0;
    for (let sawPoint = false; at < end; at++) {
      const byte = bytes[at]!;
      if (byte >= 48 && byte <= 57) {
        mantissa = mantissa * 10 + (byte - 48);
        digits++;
        if (sawPoint) decimalPlaces++;
      } else if (byte === 46 && !sawPoint) sawPoint = true;
      else break;
    }
    let value: number;
    if (digits > 0 && digits <= 15 && (at >= end || isSeparator(bytes[at]!))) {
      value = mantissa / powersOfTen[decimalPlaces]!;
      if (negative) value = -value;
    } else {
      while (at < end && !isSeparator(bytes[at]!)) at++;
      const parsed = parseOddNumber(bytes, tokenStart, at);
      if (parsed === undefined) return undefined;
      value = parsed;
    }
    if (count === numbers.length) {
      const longer = new Float64Array(count * 2);
      longer.set(numbers);
      numbers = longer;
    }
    numbers[count++] = value;
    while (at < end && isBlank(bytes[at]!)) at++;
    expectNumber = at < end && (bytes[at] === 44 || bytes[at] === 59);
    if (expectNumber) at++;
  }
}

const powersOfTen = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

/** A number that is not plain decimals: with an exponent or many digits, NaN or Inf. */
function parseOddNumber(bytes: Uint8Array, start: number, end: number): number | undefined {
  const token = new TextDecoder().decode(bytes.subarray(start, end));
  if (/^[-+]?nan$/i.test(token)) return NaN;
  const infinity = /^([-+]?)inf(inity)?$/i.exec(token);
  if (infinity !== null) return infinity[1] === '-' ? -Infinity : Infinity;
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(token) ? Number(token) : undefined;
}

export function isBlank(byte: number): boolean {
  return byte === 32 || byte === 9 || byte === carriageReturn || byte === newline;
}

function isSeparator(byte: number): boolean {
  return byte === 44 || byte === 59 || isBlank(byte);
}
