import { InputError } from '../../datasets/inputError.ts';

/**
 * The words of a command as a POSIX shell parts them, without expanding anything (Python's shlex.split).
 * @throws InputError for a quote that is not closed and a backslash at the end
 */
export function shellWords(text: string, where?: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  const fail = (why: string): InputError => new InputError(`invalid command: ${text}`, where, why);
  for (let i = 0; i < text.length; i++) {
    const character = text[i]!;
    if (quote === "'") {
      if (character === quote) quote = '';
      else word += character;
    } else if (character === '\\') {
      const next = text[++i];
      if (next === undefined) throw fail('nothing follows its last backslash');
      // Between double quotes a backslash stands for itself but before these.
      word = (word ?? '') + (quote === '"' && next !== '"' && next !== '\\' ? `\\${next}` : next);
    } else if (quote === '"') {
      if (character === quote) quote = '';
      else word += character;
    } else if (character === '"' || character === "'") {
      quote = character;
      word ??= '';
    } else if (' \t\r\n'.includes(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? '') + character;
  }
  if (quote !== '') throw fail(`a quote is not closed: ${quote}`);
  if (word !== undefined) words.push(word);
  return words;
}
