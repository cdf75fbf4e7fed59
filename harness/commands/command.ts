import type { ExitCode, Terminal } from '../terminal/terminal.ts';
import type { Arguments } from './arguments.ts';

/** A flag as its help shows it. A switch has no value. */
export interface Flag {
  readonly kind: 'value' | 'switch';
  readonly describe: string;
  /** What the value is when the flag is not given, in words. */
  readonly default?: string;
}

/** One verb of the command line. */
export interface Command {
  /** What follows the verb, e.g. `PATH [--json]`. */
  readonly usage: string;
  /** Names of what follows the verb without a flag. */
  readonly positionals?: readonly { readonly name: string; readonly describe: string }[];
  readonly flags: Readonly<Record<string, Flag>>;
  readonly examples: readonly { readonly command: string; readonly describe: string }[];
  run(values: Arguments, terminal: Terminal): Promise<ExitCode>;
}
