import { createInterface } from 'node:readline';
import type { WriteStream } from 'node:tty';

/** What a command may do with the terminal: figures go to stdout, progress and messages to stderr. */
export interface Terminal {
  /** Prints figures: a text and a line break. */
  print(text: string): void;
  /** Says something to the person at the keyboard: a line of its own. */
  say(text: string): void;
  /** Where progress is drawn; undefined unless a person is watching. */
  readonly drawing: WriteStream | undefined;
  /**
   * Asks a question and gives the line that answers it, or undefined when the person leaves (Ctrl-C, Ctrl-D). Undefined
   * unless a person is there to answer.
   */
  readonly ask: ((question: string) => Promise<string | undefined>) | undefined;
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls the listener at every Ctrl-C (SIGINT) or SIGTERM until the returned function is called. */
  onInterrupt(listener: () => void): () => void;
  /** Ends the process at once. */
  exit(code: number): void;
}

/** 0 done, 1 failed, 2 wrong request, 130 interrupted. */
export type ExitCode = 0 | 1 | 2 | 130;

export function processTerminal(): Terminal {
  // A reader that has gone (`| head`) wants no more lines; that is no reason to lose what is being computed.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
  return {
    print: (text) => process.stdout.write(`${text}\n`),
    say: (text) => process.stderr.write(`${text}\n`),
    drawing: process.stderr.isTTY ? process.stderr : undefined,
    ask: process.stdin.isTTY && process.stderr.isTTY ? askOnTerminal : undefined,
    now: () => Date.now(),
    onInterrupt(listener) {
      const signals = ['SIGINT', 'SIGTERM'] as const;
      for (const signal of signals) process.on(signal, listener);
      return () => {
        for (const signal of signals) process.off(signal, listener);
      };
    },
    exit: (code) => process.exit(code),
  };
}

function askOnTerminal(question: string): Promise<string | undefined> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  return new Promise((resolve) => {
    lines.on('SIGINT', () => lines.close());
    lines.on('close', () => resolve(undefined));
    lines.question(question, (answer) => {
      resolve(answer);
      lines.close();
    });
  });
}
