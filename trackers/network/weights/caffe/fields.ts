/**
 * @file What the fields of a prototxt message mean. A schema names the fields and how each is read; a message gives
 * typed values, or an error with the line for a field that is unknown, of another kind, or given twice.
 */
import { InputError } from '../../../../datasets/inputError.ts';
import { unknownReference } from '../../../../datasets/unknownName.ts';
import type { TextMessage, TextValue } from './prototext.ts';

type Read<T> = (value: TextValue, name: string, where: string) => T;

export interface Field<T> {
  readonly read: Read<T>;
  readonly repeated: false;
}

export interface RepeatedField<T> {
  readonly read: Read<T>;
  readonly repeated: true;
}

export type Schema = Readonly<Record<string, Field<unknown> | RepeatedField<unknown>>>;

/** Fields that may be left out are undefined, repeated ones an empty list. */
export type Fields<S extends Schema> = {
  readonly [K in keyof S]: S[K] extends RepeatedField<infer T>
    ? readonly T[]
    : S[K] extends Field<infer T>
      ? T | undefined
      : never;
};

/** @throws InputError with the line of the first field that does not fit the schema */
export function readFields<S extends Schema>(message: TextMessage, schema: S): Fields<S> {
  const values = new Map<string, unknown[]>();
  for (const { name, where, value } of message.fields) {
    const field = Object.hasOwn(schema, name) ? schema[name] : undefined;
    if (field === undefined) throw unknownReference('field', name, Object.keys(schema), where);
    const earlier = values.get(name);
    if (earlier !== undefined && !field.repeated) throw new InputError(`invalid ${name}: it is given twice`, where);
    values.set(name, [...(earlier ?? []), field.read(value, name, where)]);
  }
  const fields = Object.entries(schema).map(([name, field]) => {
    const read = values.get(name);
    return [name, field.repeated ? (read ?? []) : read?.[0]];
  });
  return Object.fromEntries(fields) as Fields<S>;
}

export const number = field((value, name, where) => {
  if (value.kind !== 'number') throw wrongKind(value, name, 'a number', where);
  return value.number;
});

/** A whole number that is not negative. */
export const count = field((value, name, where) => {
  if (value.kind !== 'number' || !Number.isInteger(value.number) || value.number < 0) {
    throw wrongKind(value, name, 'a whole number that is not negative', where);
  }
  return value.number;
});

export const whole = field((value, name, where) => {
  if (value.kind !== 'number' || !Number.isInteger(value.number)) throw wrongKind(value, name, 'a whole number', where);
  return value.number;
});

export const flag = field((value, name, where) => {
  const text = value.kind === 'number' ? String(value.number) : value.kind === 'word' ? value.text : '';
  if (['true', 't', '1'].includes(text)) return true;
  if (['false', 'f', '0'].includes(text)) return false;
  throw wrongKind(value, name, 'true or false', where);
});

export const text = field((value, name, where) => {
  if (value.kind !== 'string') throw wrongKind(value, name, 'a text in quotes', where);
  return value.text;
});

export const message = field((value, name, where) => {
  if (value.kind !== 'message') throw wrongKind(value, name, '{ ... }', where);
  return value.message;
});

/** Read by nobody: what matters in training only. */
export const ignored = repeated(field(() => undefined));

/** A name of an enumeration; its numbers are not read. */
export function word<W extends string>(...words: readonly W[]): Field<W> {
  return field((value, name, where) => {
    const known = words.find((candidate) => value.kind === 'word' && value.text === candidate);
    if (known === undefined) throw wrongKind(value, name, words.join(' or '), where);
    return known;
  });
}

export function repeated<T>({ read }: Field<T>): RepeatedField<T> {
  return { read, repeated: true };
}

function field<T>(read: Read<T>): Field<T> {
  return { read, repeated: false };
}

function wrongKind(value: TextValue, name: string, wanted: string, where: string): InputError {
  const found = {
    message: () => '{ ... }',
    number: () => (value.kind === 'number' ? value.number : ''),
    string: () => (value.kind === 'string' ? JSON.stringify(value.text) : ''),
    word: () => (value.kind === 'word' ? value.text : ''),
  }[value.kind]();
  return new InputError(`invalid ${name}: ${found}`, where, `${wanted} is expected`);
}
