import type { Arguments } from './arguments.ts';
import { shellQuote } from './shellQuote.ts';

/** The same command again, which does what is missing. */
export function resumeCommand(verb: string, values: Arguments): string {
  const words = [...values].flatMap(([flag, texts]) =>
    texts.flatMap((text) => (text === 'true' ? [`--${flag}`] : [`--${flag}`, text])),
  );
  return shellQuote(['npx', 'tracking-loss', verb, ...words]);
}
