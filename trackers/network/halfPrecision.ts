/** The number that 16 bits stand for in IEEE 754's binary16 (1 sign, 5 exponent, 10 fraction). */
export function halfToSingle(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}

const single = new Float32Array(1);
const singleBits = new Uint32Array(single.buffer);

/** The nearest 16 bits of IEEE 754's binary16 for a number, halves to even; beyond 65504 it is infinite. */
export function singleToHalf(value: number): number {
  single[0] = value;
  const bits = singleBits[0]!;
  const sign = (bits >>> 16) & 0x8000;
  const rest = bits & 0x7fffffff;
  if (rest > 0x7f800000) return sign | 0x7e00;
  // From here on 65520 and more, which would round to 65536.
  if (rest >= 0x477ff000) return sign | 0x7c00;
  if (rest < 0x38800000) {
    // Subnormal: a multiple of 2^-24.
    return sign | roundHalfEven(Math.abs(value) * 2 ** 24);
  }
  const odd = (rest >>> 13) & 1;
  return sign | ((rest - 0x38000000 + 0xfff + odd) >>> 13);
}

function roundHalfEven(value: number): number {
  const low = Math.floor(value);
  const share = value - low;
  if (share !== 0.5) return share < 0.5 ? low : low + 1;
  return low % 2 === 0 ? low : low + 1;
}
