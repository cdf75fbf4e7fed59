/** @file A tracker as a user asks for it: a name, settings of one's own, and all that follows from them. */
import type { ExternalConfiguration } from '../external/externalConfiguration.ts';
import type { MdnetConfiguration } from '../mdnet-n/configuration.ts';
import type { TrackingLossConfiguration } from '../tracking-loss/configuration.ts';

export type TrackerConfiguration = TrackingLossConfiguration | MdnetConfiguration;

/** Plain data: it crosses threads, and stands in the results. */
export interface TrackerSpecification {
  /** The name that its results are stored under. */
  readonly label: string;
  /** A name of the registry. */
  readonly tracker: string;
  /** Complete; none for trackers without settings. */
  readonly configuration?: TrackerConfiguration;
  /** Of a tracker that is a program of its own. */
  readonly external?: ExternalConfiguration;
}
