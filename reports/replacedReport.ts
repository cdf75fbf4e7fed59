/** @file A report that is in the folder that another is about to be written to. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { WrongRequest } from '../datasets/inputError.ts';
import { undefinedIfMissing } from '../results/missingPlace.ts';
import { isReportPage } from './page/reportPage.ts';

/** Names of the two files that say what is in the folder of a report. */
export const pageFile = 'index.html';
export const evaluationFile = 'evaluation.json';

/**
 * What keeps a report from being written to a folder, said before anything is computed.
 * @throws WrongRequest where the folder has a page that is no report of this program
 */
export async function checkReportFolder(folder: string): Promise<void> {
  const page = join(folder, pageFile);
  const html = await readFile(page, 'utf8').catch(undefinedIfMissing);
  if (html === undefined || isReportPage(html)) return;
  throw new WrongRequest(
    `invalid folder of a report: ${page} is there and is no report`,
    undefined,
    'give another folder with --out',
  );
}

const schema = z.object({ perSequence: z.record(z.string(), z.unknown()) });

/** The sequences of the report in a folder; none where there is no report, or one that cannot be read. */
export async function reportedSequences(folder: string): Promise<string[]> {
  const text = await readFile(join(folder, evaluationFile), 'utf8').catch(undefinedIfMissing);
  if (text === undefined) return [];
  try {
    return Object.keys(schema.parse(JSON.parse(text)).perSequence);
  } catch {
    return [];
  }
}
