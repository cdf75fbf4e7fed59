/**
 * @file Protocol-buffer text, the form of Caffe's prototxt files: `name: value` and `name { ... }`, values repeated by
 * repeating the field or as `[a, b]`, comments from `#`. Read without a schema into messages that keep their lines; what
 * the fields mean is said by those who read them (fields.ts). Grammar: protobuf.dev/reference/protobuf/textformat-spec.
 */
import { InputError } from '../../../../datasets/inputError.ts';

export interface TextMessage {
  /** `file:line` of the message, for errors. */
  readonly where: string;
  readonly fields: readonly TextField[];
}

export interface TextField {
  readonly name: string;
  readonly where: string;
  readonly value: TextValue;
}

/** A word is an enum's name, `true` or `false`. */
export type TextValue =
  | { readonly kind: 'message'; readonly message: TextMessage }
  | { readonly kind: 'number'; readonly number: number }
  | { readonly kind: 'string' | 'word'; readonly text: string };

interface Token {
  readonly kind: 'name' | 'number' | 'string' | 'symbol' | 'end';
  readonly text: string;
  readonly line: number;
}

/**
 * @param file named in errors
 * @throws InputError with file and line for text that is no protocol-buffer text
 */
export function parsePrototext(text: string, file: string): TextMessage {
  const tokens = tokensOf(text, file);
  let next = 0;
  const peek = (): Token => tokens[next]!;
  const take = (): Token => tokens[next++]!;
  const at = (token: Token): string => `${file}:${token.line}`;
  const takeSymbol = (...symbols: readonly string[]): boolean => {
    if (peek().kind !== 'symbol' || !symbols.includes(peek().text)) return false;
    next++;
    return true;
  };

  const parseFields = (opening: Token | undefined, closing: string): TextField[] => {
    const fields: TextField[] = [];
    for (;;) {
      if (opening !== undefined && takeSymbol(closing)) return fields;
      const token = take();
      if (token.kind === 'end') {
        if (opening === undefined) return fields;
        throw new InputError(
          `invalid prototxt: the ${opening.text} of line ${opening.line} has no ${closing}`,
          at(token),
          'the file is cut off or a bracket is missing',
        );
      }
      if (token.kind !== 'name') throw unexpected(token, 'a field name', at(token));
      const hasColon = takeSymbol(':');
      for (const value of parseValues(token, hasColon)) fields.push({ name: token.text, where: at(token), value });
      takeSymbol(',', ';');
    }
  };

  const parseValues = (name: Token, hasColon: boolean): TextValue[] => {
    if (!takeSymbol('[')) return [parseValue(name, hasColon)];
    const values: TextValue[] = [];
    while (!takeSymbol(']')) {
      values.push(parseValue(name, hasColon));
      if (takeSymbol(',')) continue;
      if (peek().text !== ']') throw unexpected(peek(), ', or ]', at(peek()));
    }
    return values;
  };

  const parseValue = (name: Token, hasColon: boolean): TextValue => {
    const token = take();
    if (token.kind === 'symbol' && (token.text === '{' || token.text === '<')) {
      const fields = parseFields(token, token.text === '{' ? '}' : '>');
      return { kind: 'message', message: { where: at(name), fields } };
    }
    if (!hasColon) throw unexpected(token, `: or { after ${name.text}`, at(token));
    if (token.kind === 'number') return { kind: 'number', number: numberOf(token.text) };
    if (token.kind === 'name') return { kind: 'word', text: token.text };
    if (token.kind !== 'string') throw unexpected(token, `a value of ${name.text}`, at(token));
    let text = token.text;
    while (peek().kind === 'string') text += take().text;
    return { kind: 'string', text };
  };

  return { where: `${file}:1`, fields: parseFields(undefined, '') };
}

const tokenPattern =
  /[ \t\r\f\v]+|#[^\n]*|(?<newline>\n)|(?<number>[-+]?(?:0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?[fF]?|inf(?:inity)?\b|nan\b))|(?<name>[A-Za-z_]\w*)|(?<string>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|(?<symbol>[{}<>[\]:,;])/y;

function tokensOf(text: string, file: string): Token[] {
  const tokens: Token[] = [];
  let line = 1;
  tokenPattern.lastIndex = 0;
  for (let start = 0; start < text.length; start = tokenPattern.lastIndex) {
    const groups = tokenPattern.exec(text)?.groups;
    if (groups === undefined) {
      const character = text[start]!;
      const problem = `"'`.includes(character) ? 'a text without its end' : `unexpected ${JSON.stringify(character)}`;
      throw new InputError(`invalid prototxt: ${problem}`, `${file}:${line}`);
    }
    if (groups['newline'] !== undefined) line++;
    for (const kind of ['number', 'name', 'symbol'] as const) {
      if (groups[kind] !== undefined) tokens.push({ kind, text: groups[kind], line });
    }
    if (groups['string'] !== undefined) tokens.push({ kind: 'string', text: unescape(groups['string']), line });
  }
  tokens.push({ kind: 'end', text: 'the end of the file', line });
  return tokens;
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };

function unescape(quoted: string): string {
  return quoted.slice(1, -1).replace(/\\(.)/g, (_, character: string) => escapes[character] ?? character);
}

function numberOf(text: string): number {
  const lower = text.toLowerCase();
  if (/^[-+]?0x/.test(lower)) return lower.startsWith('-') ? -Number(lower.slice(1)) : Number(lower.replace('+', ''));
  if (lower.includes('inf')) return lower.startsWith('-') ? -Infinity : Infinity;
  return Number(lower.replace(/f$/, ''));
}

function unexpected(token: Token, wanted: string, where: string): InputError {
  const found = token.kind === 'end' ? token.text : JSON.stringify(token.text);
  return new InputError(`invalid prototxt: ${found} where ${wanted} belongs`, where);
}
