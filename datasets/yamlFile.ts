import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { z } from 'zod';
import { InputError } from './inputError.ts';

/**
 * Reads a file that the program wrote itself; undefined where there is none.
 * @param thing that the file is, for errors, as is the way out
 * @throws InputError when the file is no YAML or not of the schema
 */
export async function readYamlFile<T>(
  file: string,
  schema: z.ZodType<T>,
  thing: string,
  wayOut: string,
): Promise<T | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Where a file stands in place of its folder (annotations in place of a dataset's), there is none either.
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
  let content: unknown;
  try {
    content = parse(text);
  } catch (error) {
    throw new InputError(`invalid YAML: ${(error as Error).message.split('\n')[0]}`, file, wayOut);
  }
  const parsed = schema.safeParse(content);
  if (parsed.success) return parsed.data;
  throw new InputError(`invalid ${thing}: ${z.prettifyError(parsed.error)}`, file, wayOut);
}
