/** @file The settings of a tracker that is a program of its own. */
import { isAbsolute, resolve } from 'node:path';
import { z } from 'zod';
import { InputError } from '../../datasets/inputError.ts';
import { unknownName } from '../../datasets/unknownName.ts';
import { imageFormats } from './trax/traxImage.ts';
import { keyPattern } from './trax/traxMessage.ts';

/** The registry's name of all of them. */
export const externalName = 'trax';

/** In place of a folder: an empty one for each process. */
export const temporaryFolder = 'temporary';

const words = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String));

const schema = z.strictObject({
  /** The program and its arguments; no shell reads it. */
  command: z.array(z.string().min(1)).min(1),
  /** Where it runs: an absolute path, or `temporary`. */
  folder: z.string(),
  /** Added to the environment; `$NAME` in a value is that of the environment. */
  env: words.default({}),
  /** Sent with `initialize` as properties. */
  arguments: words.default({}),
  /** Added to LD_LIBRARY_PATH. */
  libraryFolders: z.array(z.string()).default([]),
  /** Whether a new process is started for each target, as VOT's wrapper needs it anyway. */
  restart: z.boolean().default(false),
  /** Whether it speaks over a socket. */
  socket: z.boolean().default(false),
  /** How it gets images; by default the first of path, buffer, memory and url that it takes. */
  image: z.enum(imageFormats).optional(),
  /** For each answer. */
  timeoutSeconds: z.number().positive().default(30),
  /** For its start; by default as for an answer. */
  startSeconds: z.number().positive().optional(),
  /** How often a run is done again in which it crashed. */
  retries: z.int().nonnegative().default(1),
});

export type ExternalConfiguration = Readonly<z.infer<typeof schema>>;

const seconds = 'a number of seconds above 0';
const names = 'a mapping of names to texts or numbers, as {NAME: value},';

/** What each setting has to be, in words. */
const expected: Readonly<Record<keyof ExternalConfiguration, string>> = {
  command: 'a list of words, as [python3, tracker.py, --fast],',
  folder: `the path of a folder or ${temporaryFolder}`,
  env: names,
  arguments: names,
  libraryFolders: 'a list of folders, as [/opt/lib],',
  restart: 'true or false',
  socket: 'true or false',
  image: `one of ${imageFormats.join(', ')}`,
  timeoutSeconds: seconds,
  startSeconds: seconds,
  retries: 'a whole number from 0',
};

export const externalKeys: readonly string[] = Object.keys(schema.shape);

/**
 * The complete settings.
 * @param where they stand, for errors
 * @throws InputError for a key that is not known or a value that cannot be
 */
export function externalConfiguration(
  settings: Readonly<Record<string, unknown>>,
  where?: string,
): ExternalConfiguration {
  for (const key of Object.keys(settings)) {
    if (!externalKeys.includes(key)) throw unknownName(`setting of ${externalName}`, key, externalKeys, where);
  }
  if (settings['command'] === undefined) {
    throw new InputError(
      'missing command',
      where,
      `as in \`mine: { extends: ${externalName}, command: [python3, tracker.py] }\``,
    );
  }
  const { folder = '.', ...others } = settings;
  const result = schema.safeParse({
    folder: typeof folder === 'string' ? absoluteFolder(folder, '.') : folder,
    ...others,
  });
  if (!result.success) {
    const said = result.error.issues.map(({ path }) => {
      const key = path.map(String).join('.');
      const value: unknown = path.reduce<unknown>(
        (part, step) => (part as Record<PropertyKey, unknown>)?.[step],
        settings,
      );
      return `${key} ${JSON.stringify(value)}, where ${expected[path[0] as keyof ExternalConfiguration]} is expected`;
    });
    throw new InputError(`invalid setting of ${externalName}: ${[...new Set(said)].join('; ')}`, where);
  }
  const wrong = Object.keys(result.data.arguments).find((key) => !keyPattern.test(key));
  if (wrong !== undefined) {
    throw new InputError(
      `invalid argument: ${JSON.stringify(wrong)}`,
      where,
      'TraX takes letters, digits, dots and underscores, 64 at most',
    );
  }
  return result.data;
}

/** A folder as settings name it, relative to where they stand. */
export function absoluteFolder(folder: string, base: string): string {
  return folder === temporaryFolder || isAbsolute(folder) ? folder : resolve(base, folder);
}

/**
 * What makes its results what they are. How long it may take, how often it is tried and over which way it speaks does
 * not; the environment's values may be secrets, and stand for themselves by their names.
 */
export function identityOf(configuration: ExternalConfiguration): Readonly<Record<string, unknown>> {
  const { command, folder, env, arguments: values, libraryFolders, restart, image } = configuration;
  return {
    command,
    folder,
    environment: Object.keys(env).toSorted(),
    arguments: values,
    libraryFolders,
    restart,
    ...(image === undefined ? {} : { image }),
  };
}
