import { readImportRecord } from './importing/importRecord.ts';
import { journalFolder } from './journal/journal.ts';
import { namesIn } from './missingPlace.ts';
import { resultsFolder } from './store.ts';
import { hasResults } from './trackerConfiguration.ts';

/**
 * Whether runs were done in a workspace: it has a journal, or results that were not imported.
 * @throws InputError for a record of an import that cannot be read
 */
export async function holdsOwnRuns(workspace: string): Promise<boolean> {
  if ((await namesIn(journalFolder(workspace))).length > 0) return true;
  for (const tracker of await namesIn(resultsFolder(workspace))) {
    if (!(await hasResults(workspace, tracker))) continue;
    if ((await readImportRecord(workspace, tracker)) === undefined) return true;
  }
  return false;
}
