import { readImportRecord } from './importing/importRecord.ts';
import { externalTracker, readConfiguration } from './trackerConfiguration.ts';

/** Whose results they are: of a tracker of this program, of a program that it ran over TraX, or of others, imported. */
export type TrackerOrigin = 'native' | 'external' | 'imported';

/**
 * What the store says of where a tracker's results come from; undefined where it says nothing.
 * @throws InputError for a record of it that cannot be read
 */
export async function trackerOrigin(workspace: string, label: string): Promise<TrackerOrigin | undefined> {
  if ((await readImportRecord(workspace, label)) !== undefined) return 'imported';
  const configuration = await readConfiguration(workspace, label);
  if (configuration === undefined) return undefined;
  return configuration.tracker === externalTracker ? 'external' : 'native';
}
