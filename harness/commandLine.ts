import yargs, { type Argv } from 'yargs';
import { InputError, WrongRequest } from '../datasets/inputError.ts';
import { unknownName } from '../datasets/unknownName.ts';
import type { Arguments } from './commands/arguments.ts';
import type { Command } from './commands/command.ts';
import { asUsage, UsageError } from './commands/usageError.ts';
import { programVersion } from './program.ts';
import type { ExitCode, Terminal } from './terminal/terminal.ts';
import { hidePasswords } from './queue/queueAddress.ts';
import { type Verb, verbs } from './verbs.ts';

/** Does what a command line says. Never rejects: what goes wrong is said on the terminal and in the exit code. */
export async function runCommandLine(words: readonly string[], terminal: Terminal): Promise<ExitCode> {
  let verb: Verb | undefined;
  try {
    verb = findVerb(words);
    if (verb !== undefined) return await runVerb(verb, words.slice(verb.name.split(' ').length), terminal);
    // The first word of a group (`dataset`) would be taken for its last verb.
    const flags = words.filter((word) => word.startsWith('-'));
    const overview = await parse(overviewParser(), flags);
    if (overview.help !== '') terminal.print(overview.help);
    else throw new UsageError('missing verb', undefined, `known: ${verbs.map(({ name }) => name).join(', ')}`);
    return 0;
  } catch (error) {
    terminal.say(hidePasswords(describeError(error, verb)));
    return error instanceof WrongRequest ? 2 : 1;
  }
}

/** The verb that the words begin with; undefined where they begin with a flag or are none. */
function findVerb(words: readonly string[]): Verb | undefined {
  const flag = words.findIndex((word) => word.startsWith('-'));
  const leading = flag < 0 ? words : words.slice(0, flag);
  if (leading.length === 0) return undefined;
  const found = verbs.find(({ name }) => name === leading.slice(0, name.split(' ').length).join(' '));
  if (found !== undefined) return found;
  const group = verbs.filter(({ name }) => name.startsWith(`${leading[0]} `));
  // `dataset` alone, asked for help, is a question for the overview.
  if (group.length > 0 && leading.length === 1 && words.includes('--help')) return undefined;
  const tried = group.length > 0 ? leading.slice(0, 2).join(' ') : leading[0]!;
  return asUsage(() => {
    throw unknownName(
      'verb',
      tried,
      (group.length > 0 ? group : verbs).map(({ name }) => name),
    );
  });
}

async function runVerb(
  { name, describe, load }: Verb,
  words: readonly string[],
  terminal: Terminal,
): Promise<ExitCode> {
  const { default: command } = await load();
  const { help, values, rest } = await parse(verbParser(name, describe, command), words);
  if (help !== '') {
    terminal.print(help);
    return 0;
  }
  checkSwitches(command, words);
  return command.run(argumentsOf(name, command, values, rest), terminal);
}

function overviewParser(): Argv {
  const parser = verbs.reduce(
    (parser, { name, describe }) => parser.command(name, describe),
    basicParser("$0 <verb> [flags]\n\nRuns visual object trackers by VOT's rules and evaluates them."),
  );
  return parser.version(programVersion()).epilogue('tracking-loss <verb> --help says more');
}

function verbParser(name: string, describe: string, command: Command): Argv {
  let parser = basicParser(`$0 ${name} ${command.usage}\n\n${describe}`).version(false);
  for (const { name, describe } of command.positionals ?? []) parser = parser.positional(name, { describe });
  for (const [flag, { kind, describe, default: fallback }] of Object.entries(command.flags)) {
    parser = parser.option(flag, {
      type: kind === 'switch' ? 'boolean' : 'string',
      describe,
      ...(fallback === undefined ? {} : { defaultDescription: fallback }),
    });
  }
  return command.examples.reduce((parser, { command, describe }) => parser.example(`$0 ${command}`, describe), parser);
}

function basicParser(usage: string): Argv {
  return yargs()
    .scriptName('tracking-loss')
    .usage(usage)
    .help()
    .alias('help', 'h')
    .exitProcess(false)
    .detectLocale(false)
    .wrap(Math.min(110, process.stderr.columns ?? 110))
    .parserConfiguration({
      'boolean-negation': false,
      'camel-case-expansion': false,
      'dot-notation': false,
      'parse-numbers': false,
      'parse-positional-numbers': false,
      'short-option-groups': false,
    })
    .fail((message: string, error: Error | undefined) => {
      throw error ?? new UsageError(message);
    });
}

interface Parsed {
  /** What yargs would print: help or version. */
  readonly help: string;
  readonly values: ReadonlyMap<string, readonly unknown[]>;
  readonly rest: readonly string[];
}

async function parse(parser: Argv, words: readonly string[]): Promise<Parsed> {
  let help = '';
  const {
    _: rest,
    $0: _program,
    ...values
  } = await parser.parseAsync([...words], {}, (_error, _values, output) => {
    help = output;
  });
  return {
    help,
    values: new Map(Object.entries(values).map(([name, value]) => [name, Array.isArray(value) ? value : [value]])),
    rest: rest.map(String),
  };
}

/** Yargs takes every value of a switch but `true` for `false`. */
function checkSwitches({ flags }: Command, words: readonly string[]): void {
  for (const word of words) {
    const [, name, value] = /^--([^=]+)=(.*)$/s.exec(word) ?? [];
    if (name === undefined || flags[name]?.kind !== 'switch' || value === 'true' || value === 'false') continue;
    throw new UsageError(`invalid --${name}: ${JSON.stringify(value)}`, undefined, 'it takes no value');
  }
}

/** Values by name, after a look at what does not belong there. */
function argumentsOf(
  verb: string,
  { flags, positionals = [] }: Command,
  values: Parsed['values'],
  rest: readonly string[],
): Arguments {
  const known = new Map<string, readonly string[]>();
  for (const [name, given] of values) {
    const flag = flags[name];
    if (flag === undefined) {
      asUsage(() => {
        throw unknownName(
          'flag',
          `--${name}`,
          Object.keys(flags).map((flag) => `--${flag}`),
          `tracking-loss ${verb}`,
        );
      });
    } else if (flag.kind === 'value' || given.includes(true)) known.set(name, given.map(String));
  }
  const [tooMany] = rest.slice(positionals.length);
  if (tooMany !== undefined) {
    throw new UsageError(
      `unknown argument: ${JSON.stringify(tooMany)}`,
      `tracking-loss ${verb}`,
      'flags begin with --',
    );
  }
  for (const [index, { name }] of positionals.entries()) {
    if (rest[index] !== undefined) known.set(name, [rest[index]]);
  }
  return known;
}

/** A user's mistake and a system's refusal in a line, anything else with its stack: that is for us. */
function describeError(error: unknown, verb: Verb | undefined): string {
  if (error instanceof UsageError) {
    return `${error.message}\n${['tracking-loss', verb?.name, '--help'].filter(Boolean).join(' ')} shows the usage`;
  }
  if (error instanceof InputError || isSystemError(error)) return error.message;
  const stack = error instanceof Error ? error.stack : String(error);
  return `this is a bug in tracking-loss ${programVersion()}; please report it with these lines:\n${stack}`;
}

/** A full disk, a folder that may not be written, ...: Node's message has the reason and the path. */
function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error && 'code' in error;
}
