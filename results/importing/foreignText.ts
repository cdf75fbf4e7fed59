/** @file Text as other programs write it (Excel, MATLAB on Windows), turned into what the readers of numbers take. */
import { InputError } from '../../datasets/inputError.ts';

/** UTF-16, with a byte-order mark or told by the zeros of its ASCII letters, as UTF-8; other bytes as they are. */
export function asUtf8(bytes: Uint8Array): Uint8Array {
  const [first, second] = bytes;
  const isLittle = (first === 0xff && second === 0xfe) || (first !== 0 && second === 0);
  const isBig = (first === 0xfe && second === 0xff) || (first === 0 && second !== 0);
  if (bytes.length < 2 || !(isLittle || isBig)) return bytes;
  return new TextEncoder().encode(new TextDecoder(isLittle ? 'utf-16le' : 'utf-16be').decode(bytes));
}

const number = String.raw`[-+]?(?:\d+(?:,\d+)?(?:e[-+]?\d+)?|nan)`;
const box = new RegExp(String.raw`^${number}(?:(?:\s*;\s*|\s+)${number}){3}$`, 'i');

/**
 * Boxes with decimal commas, `12,5;3;40,25;20`, with decimal points; other text as it is.
 * @param hasTitles whether the first line has the names of columns
 * @throws InputError where four pairs a line may be numbers with decimals as well as the corners of a polygon
 */
export function withDecimalPoints(bytes: Uint8Array, where: string, hasTitles: boolean): Uint8Array {
  if (!bytes.includes(comma)) return bytes;
  const text = new TextDecoder().decode(bytes);
  const lines = text.split('\n').map((line) => line.trim());
  const boxes = lines.slice(hasTitles ? 1 : 0).filter((line) => line !== '');
  if (!boxes.some((line) => line.includes(',')) || !boxes.every((line) => box.test(line))) return bytes;
  const fields = boxes.flatMap((line) => line.split(/\s*;\s*|\s+/));
  if (fields.some(isPlainlyOneNumber)) return new TextEncoder().encode(text.replaceAll(',', '.'));
  throw new InputError(
    `invalid regions: ${JSON.stringify(boxes[0])} may be a box with decimal commas or a polygon`,
    `${where}:${lines.indexOf(boxes[0]!) + 1}`,
    'write decimals with points',
  );
}

const comma = 44;

/** Whole, or with decimals that no coordinate is written with: `3,05`, `3,140625`. */
function isPlainlyOneNumber(field: string): boolean {
  return /^[-+]?\d+$/.test(field) || /,(0\d|\d{5})/.test(field);
}
