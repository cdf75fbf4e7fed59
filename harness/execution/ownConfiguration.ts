import { InputError } from '../../datasets/inputError.ts';
import {
  configurationFile,
  differencesOf,
  describeDifferences,
  type OwnConfiguration,
  readConfiguration,
} from '../../results/trackerConfiguration.ts';
import { identityOf } from '../../trackers/external/externalConfiguration.ts';
import type { TrackerSpecification } from '../../trackers/specification/specification.ts';
import { programName } from '../program.ts';
import type { Job } from './job.ts';

/** What stands beside the results of a tracker, as far as its specification says. */
export function ownConfiguration({ tracker, configuration, external }: TrackerSpecification): OwnConfiguration {
  const settings = external === undefined ? { ...configuration } : identityOf(external);
  return { madeBy: programName(), tracker, configuration: settings };
}

/**
 * Checks, where a run is stored by another process than the one that planned it, that its label still stands for the same:
 * that process may have ended long ago, and others may have taken the label.
 * @throws InputError where it does not
 */
export async function checkStillPlanned(workspace: string, { tracker }: Job): Promise<void> {
  const stored = await readConfiguration(workspace, tracker.label);
  const differing = stored === undefined ? [] : differencesOf(stored, ownConfiguration(tracker));
  if (differing.length === 0) return;
  throw new InputError(
    `invalid settings of ${tracker.label}: since the run was planned its label was given to others: ${describeDifferences(differing)}`,
    configurationFile(workspace, tracker.label),
    'plan the run under another label',
  );
}
