import { layOut, layOutIfAny, type TrackerFiles, trackersWithoutRuns } from './resultsLayout.ts';
import { nestedArchives, openResults, type ResultsSource } from './resultsSource.ts';

export interface OpenedTrackers {
  readonly trackers: readonly TrackerFiles[];
  /** Names of those that have settings and no run. */
  readonly withoutRuns: readonly string[];
  close(): void;
}

/**
 * Opens results folders and zip archives, and the archives in the folders, and finds the trackers in them.
 * @throws InputError where a folder with its archives, or an archive, holds no result
 */
export async function openTrackers(paths: readonly string[]): Promise<OpenedTrackers> {
  const opened: ResultsSource[] = [];
  const close = (): void => {
    for (const source of opened) source.close();
  };
  try {
    const trackers: TrackerFiles[] = [];
    const withoutRuns: string[] = [];
    for (const path of paths) {
      const source = await openResults(path);
      opened.push(source);
      const found = await layOutIfAny(source);
      withoutRuns.push(...trackersWithoutRuns(source, found));
      // Archives in an archive would have to be held in memory: the verb import takes them one at a time.
      for (const archive of source.isFolder ? nestedArchives(source) : []) {
        const nested = await archive.open();
        opened.push(nested);
        found.push(...(await layOutIfAny(nested)));
      }
      trackers.push(...(found.length > 0 ? found : await layOut(source)));
    }
    return { trackers, withoutRuns, close };
  } catch (error) {
    close();
    throw error;
  }
}
