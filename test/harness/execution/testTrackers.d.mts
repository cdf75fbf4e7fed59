import type { TrackerSpecification } from '../../../trackers/specification/specification.ts';
import type { TrackerEntry } from '../../../trackers/tracker.ts';

export function testTrackerEntry(specification: TrackerSpecification): TrackerEntry;
