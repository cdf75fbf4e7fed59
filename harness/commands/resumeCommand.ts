import type { Arguments } from './arguments.ts';
import { hidePasswords } from '../queue/queueAddress.ts';
import { shellQuote } from './shellQuote.ts';

/**
 * The same command again, which does what is missing. Passwords in addresses are left out: logs keep it.
 * @param positionals names of the values that stand without a flag
 */
export function resumeCommand(verb: string, values: Arguments, positionals: readonly string[] = []): string {
  const words = [...values]
    .filter(([flag]) => !positionals.includes(flag))
    .flatMap(([flag, texts]) => texts.flatMap((text) => wordsOf(flag, text)));
  const plain = positionals.flatMap((name) => values.get(name) ?? []);
  return shellQuote(['npx', 'tracking-loss', ...verb.split(' '), ...plain, ...words].map(hidePasswords));
}

function wordsOf(flag: string, text: string): string[] {
  if (text === 'true') return [`--${flag}`];
  // A value with hyphens of its own would be taken for a flag.
  return text.startsWith('-') ? [`--${flag}=${text}`] : [`--${flag}`, text];
}
