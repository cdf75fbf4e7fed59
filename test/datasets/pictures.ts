import sharp, { type Sharp } from 'sharp';

/** A small JPEG of one colour. */
export function jpeg(width = 32, height = 24): Promise<Uint8Array> {
  return plain(width, height).jpeg().toBuffer();
}

export function png(width = 32, height = 24): Promise<Uint8Array> {
  return plain(width, height).png().toBuffer();
}

/** Image files `first`, `first + 1`, ... of a sequence as `temporaryFolder` takes them. */
export function frames(
  count: number,
  image: Uint8Array,
  nameOf: (number: number) => string,
  first = 1,
): Record<string, Uint8Array> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [nameOf(first + index), image]));
}

export function padded(number: number, digits: number): string {
  return String(number).padStart(digits, '0');
}

function plain(width: number, height: number): Sharp {
  return sharp({ create: { width, height, channels: 3, background: { r: 90, g: 140, b: 60 } } });
}
