import type { Terminal } from '../../harness/terminal/terminal.ts';

/**
 * A terminal that nobody watches, whose time and signals the test makes.
 * @param answers to questions, in turn; nobody is there to answer when missing
 */
export function recordingTerminal(answers?: string[]): {
  terminal: Terminal;
  stdout: () => string;
  stderr: () => string;
  exits: number[];
  interrupt: () => void;
  setTimeMs: (ms: number) => void;
} {
  let stdout = '';
  let stderr = '';
  let nowMs = 0;
  const exits: number[] = [];
  const listeners = new Set<() => void>();
  return {
    terminal: {
      print: (text) => {
        stdout += `${text}\n`;
      },
      say: (text) => {
        stderr += `${text}\n`;
      },
      drawing: undefined,
      ask:
        answers === undefined
          ? undefined
          : async (question) => {
              stderr += question;
              return answers.shift();
            },
      now: () => nowMs,
      monotonicMs: () => nowMs,
      onInterrupt(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      exit: (code) => exits.push(code),
    },
    stdout: () => stdout,
    stderr: () => stderr,
    exits,
    interrupt: () => {
      for (const listener of listeners) listener();
    },
    setTimeMs: (ms) => {
      nowMs = ms;
    },
  };
}
