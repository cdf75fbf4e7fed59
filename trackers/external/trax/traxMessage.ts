/**
 * @file Messages of the TraX protocol: `@@TRAX:<type> "argument" ... "key=value" ...`, one a line, as its reference
 * library writes them (votchallenge/trax src/message.c).
 */

export const prefix = '@@TRAX:';

export type MessageType = 'hello' | 'initialize' | 'frame' | 'state' | 'quit';

export interface TraxMessage {
  readonly type: MessageType;
  readonly arguments: readonly string[];
  readonly properties: ReadonlyMap<string, string>;
}

export const noProperties: ReadonlyMap<string, string> = new Map();

/** What a key may be: anything else before an equals sign makes an argument of it (Base64 ends with them). */
export const keyPattern = /^[A-Za-z0-9._]{1,64}$/;

const readAsProperty = /^[A-Za-z0-9._]{0,64}=/;

/** The message's line, with its end. @throws RangeError for a key that cannot be one */
export function formatMessage({ type, arguments: values, properties }: TraxMessage): string {
  const words = values.map((value) => {
    const escaped = escape(value);
    // Without the backslash `a=b` would be read as a property.
    return readAsProperty.test(escaped) ? escaped.replace('=', '\\=') : escaped;
  });
  for (const [key, value] of properties) {
    if (!keyPattern.test(key)) throw new RangeError(`invalid key of a property: ${JSON.stringify(key)}`);
    words.push(`${key}=${escape(value)}`);
  }
  return `${prefix}${type} ${words.map((word) => `"${word}" `).join('')}\n`;
}

function escape(text: string): string {
  // Most are long and have nothing to escape: images.
  return /["\\\n]/.test(text) ? text.replaceAll(/["\\]/g, '\\$&').replaceAll('\n', '\\n') : text;
}
