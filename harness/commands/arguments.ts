import { unknownName } from '../../datasets/unknownName.ts';
import { asUsage, UsageError } from './usageError.ts';

/** Values of flags and positionals by name, as the command line has them: every value of a flag that is repeated. */
export type Arguments = ReadonlyMap<string, readonly string[]>;

export function hasSwitch(values: Arguments, flag: string): boolean {
  return values.has(flag);
}

/** The value of a flag that may be given once. */
export function textOf(values: Arguments, flag: string): string | undefined {
  const texts = values.get(flag);
  if (texts === undefined) return undefined;
  if (texts.length > 1) throw new UsageError(`invalid --${flag}: given ${texts.length} times`);
  if (texts[0] === '') throw new UsageError(`missing value: --${flag}`);
  return texts[0];
}

export function requiredTextOf(values: Arguments, flag: string): string {
  const text = textOf(values, flag);
  if (text === undefined) throw new UsageError(`missing flag: --${flag}`);
  return text;
}

/** What follows a verb without a flag. */
export function requiredPositional(values: Arguments, name: string, usage: string): string {
  const value = textOf(values, name);
  if (value === undefined) throw new UsageError(`missing ${name}`, undefined, `tracking-loss ${usage}`);
  return value;
}

/** The parts of a value with commas, of all its repetitions; none of them empty, none twice. */
export function listOf(values: Arguments, flag: string): string[] | undefined {
  const texts = values.get(flag);
  if (texts === undefined) return undefined;
  const parts = texts.flatMap((text) => partsOf(text, flag, (text) => text.split(',').map((part) => part.trim())));
  for (const [index, part] of parts.entries()) {
    if (parts.indexOf(part) !== index)
      throw new UsageError(`invalid --${flag}: ${JSON.stringify(part)} is given twice`);
  }
  return parts;
}

/** The parts of one value, of which none may be empty. */
export function partsOf(text: string, flag: string, split: (text: string) => readonly string[]): readonly string[] {
  if (text.trim() === '') throw new UsageError(`missing value: --${flag}`);
  const parts = split(text);
  if (!parts.includes('')) return parts;
  throw new UsageError(`invalid --${flag}: an empty name in ${JSON.stringify(text)}`, undefined, 'leave out the comma');
}

export function requiredListOf(values: Arguments, flag: string): string[] {
  const parts = listOf(values, flag);
  if (parts === undefined) throw new UsageError(`missing flag: --${flag}`);
  return parts;
}

export function integerOf(values: Arguments, flag: string, least: number): number | undefined {
  const text = textOf(values, flag);
  return text === undefined ? undefined : toInteger(text, flag, least);
}

/** A number above 0, as `0.001` or `1e-3`. */
export function positiveOf(values: Arguments, flag: string): number | undefined {
  const text = textOf(values, flag);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new UsageError(`invalid --${flag}: ${JSON.stringify(text)}`, undefined, 'a number above 0 is expected');
}

/** A size in bytes: a number with `M` or `G` (of 10^6 and 10^9 bytes), as `1.5G`. */
export function bytesOf(values: Arguments, flag: string): number | undefined {
  const text = textOf(values, flag);
  if (text === undefined) return undefined;
  const [, number, unit] = /^(\d+(?:\.\d+)?)([MG])B?$/i.exec(text) ?? [];
  if (unit !== undefined && Number(number) > 0) return Math.round(Number(number) * (/m/i.test(unit) ? 1e6 : 1e9));
  throw new UsageError(`invalid --${flag}: ${JSON.stringify(text)}`, undefined, 'a size is expected, as 800M or 1.5G');
}

/** Two whole numbers `LOW,HIGH` with LOW at most HIGH. */
export function rangeOf(values: Arguments, flag: string, least: number): readonly [number, number] | undefined {
  const text = textOf(values, flag);
  if (text === undefined) return undefined;
  const [low, high, ...others] = text.split(',').map((part) => toInteger(part.trim(), flag, least));
  if (low === undefined || high === undefined || others.length > 0 || low > high) {
    throw new UsageError(`invalid --${flag}: ${JSON.stringify(text)}`, undefined, 'LOW,HIGH is expected, as 108,371');
  }
  return [low, high];
}

export function choiceOf<T extends string>(values: Arguments, flag: string, choices: readonly T[]): T | undefined {
  const text = textOf(values, flag);
  return text === undefined ? undefined : checkedChoice(text, flag, choices);
}

export function choicesOf<T extends string>(values: Arguments, flag: string, choices: readonly T[]): T[] | undefined {
  return listOf(values, flag)?.map((text) => checkedChoice(text, flag, choices));
}

function checkedChoice<T extends string>(text: string, flag: string, choices: readonly T[]): T {
  const choice = choices.find((candidate) => candidate === text);
  if (choice !== undefined) return choice;
  return asUsage(() => {
    throw unknownName(flag, text, choices);
  });
}

function toInteger(text: string, flag: string, least: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= least) return value;
  throw new UsageError(
    `invalid --${flag}: ${JSON.stringify(text)}`,
    undefined,
    `a whole number of at least ${least} is expected`,
  );
}
