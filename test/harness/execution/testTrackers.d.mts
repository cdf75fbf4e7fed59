import type { TrackerEntry } from '../../../trackers/tracker.ts';

export function testTrackerEntry(name: string): TrackerEntry;
