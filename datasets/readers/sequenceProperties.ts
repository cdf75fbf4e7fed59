import { InputError } from '../inputError.ts';
import { linesOf, parseNumber } from './textLines.ts';

/** What a VOT sequence's file `sequence` says of use here. */
export interface SequenceProperties {
  readonly fps?: number;
  readonly width?: number;
  readonly height?: number;
  readonly length?: number;
  /** Pattern or folder of the colour images, relative to the sequence, with slashes. */
  readonly color?: string;
}

/**
 * Reads `key=value` lines (vot-toolkit vot/utilities/__init__.py read_properties). Keys of no use here (`uid`, `name`,
 * which the folder gives, other channels) are passed over.
 * @throws InputError naming the line
 */
export function parseProperties(text: string, where: string): SequenceProperties {
  const values = parsePropertyLines(text, where);
  const positive = (key: string, isInteger: boolean): Record<string, number> => {
    const entry = values.get(key);
    if (entry === undefined || entry.value === '') return {};
    const value = parseNumber(entry.value);
    if (value === undefined || value <= 0 || (isInteger && !Number.isInteger(value))) {
      throw new InputError(`invalid ${key}: ${JSON.stringify(entry.value)}`, `${where}:${entry.line}`);
    }
    return { [key]: value };
  };
  const format = values.get('format');
  if (format !== undefined && format.value !== 'default') {
    throw new InputError(`unknown sequence format: ${format.value}`, `${where}:${format.line}`, '`default` is read');
  }
  const color = values.get('channels.color')?.value.replaceAll('\\', '/');
  const channels = [...values.keys()].filter((key) => key.startsWith('channels.'));
  if (color === undefined && channels.length > 0) {
    throw new InputError(`missing channel: color; there is ${channels.join(', ')}`, where, 'colour images are read');
  }
  return {
    ...positive('fps', false),
    ...positive('width', true),
    ...positive('height', true),
    ...positive('length', true),
    ...(color === undefined ? {} : { color }),
  };
}

/** Values by key, with their lines. @throws InputError naming a line that is not `key=value` */
export function parsePropertyLines(
  text: string,
  where: string,
): ReadonlyMap<string, { readonly value: string; readonly line: number }> {
  const values = new Map<string, { readonly value: string; readonly line: number }>();
  for (const [index, line] of linesOf(text).entries()) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const match = /^\s*([^=\s]+)\s*=(.*)$/.exec(line);
    if (match === null) {
      throw new InputError(
        `invalid property: ${JSON.stringify(line)}`,
        `${where}:${index + 1}`,
        'key=value is expected',
      );
    }
    values.set(match[1]!, { value: match[2]!.trim(), line: index + 1 });
  }
  return values;
}
