// Trackers for tests of the executors, in JavaScript because worker threads load them too. They read no pixels.
import { existsSync, writeFileSync } from 'node:fs';

const nearby = ({ x, y, width, height }, dx, dy) => ({ type: 'rectangle', x: x + dx, y: y + dy, width, height });

const whole = { type: 'rectangle', x: 0, y: 0, width: 100, height: 100 };

const trackers = {
  /** Stays where it began. */
  still: () => {
    let start;
    return {
      initialize: async (_frame, region) => {
        start = region;
      },
      track: async () => ({ region: start, confidence: 1 }),
    };
  },
  /** Wanders about by chance, and loses a target that stands still now and then. */
  wandering: ({ random }) => {
    let region;
    return {
      initialize: async (_frame, start) => {
        region = start;
      },
      track: async () => {
        region = nearby(region, 4 * random.gaussian(), 4 * random.gaussian());
        return { region, confidence: random.uniform() };
      },
    };
  },
  /** Takes an event-loop turn a frame, as a tracker that reads something does. */
  waiting: () => ({
    initialize: async () => {},
    track: async () => {
      await new Promise((resolve) => setImmediate(resolve));
      return { region: whole, confidence: 1 };
    },
  }),
  /** Says something of its second frame. */
  noticing: ({ notice }) => ({
    initialize: async () => {},
    track: async ({ index }) => {
      if (index === 1) notice('it is dark');
      return { region: whole, confidence: 1 };
    },
  }),
  /** Fails in its third frame. */
  failing: () => ({
    initialize: async () => {},
    track: async ({ index }) => {
      if (index === 2) throw new RangeError('no such cell\nin the second line');
      return { region: whole, confidence: 1 };
    },
  }),
  /** Kills its thread when its run is long done. */
  haunting: () => ({
    initialize: async () => {
      setTimeout(() => {
        throw new Error('too late');
      }, 50);
    },
    track: async () => ({ region: whole, confidence: 1 }),
  }),
  /** Waits for ever in its third frame, without giving its thread back. */
  hanging: () => ({
    initialize: async () => {},
    track: async ({ index }) => {
      if (index === 2) for (;;);
      return { region: whole, confidence: 1 };
    },
  }),
  /** Takes 40 MB a frame that no limit of JavaScript's own memory knows of. */
  leaking: () => {
    const taken = [];
    return {
      initialize: async () => {},
      track: async () => {
        taken.push(new Uint8Array(40e6).fill(1));
        await new Promise((resolve) => setTimeout(resolve, 50));
        return { region: whole, confidence: 1 };
      },
    };
  },
  /** Takes JavaScript's own memory. */
  hoarding: () => {
    const taken = [];
    return {
      initialize: async () => {},
      track: async () => {
        for (let i = 0; i < 1e6; i++) taken.push({ i });
        return { region: whole, confidence: 1 };
      },
    };
  },
  /** Ends its process as a fault in native code does. */
  crashing: () => ({
    initialize: async () => {},
    track: async ({ index }) => {
      if (index === 2) process.kill(process.pid, 'SIGSEGV');
      await new Promise((resolve) => setTimeout(resolve, 20));
      return { region: whole, confidence: 1 };
    },
  }),
  /** Does so once, on a machine where the file is not yet there that an environment variable names. */
  crashingOnce: () => ({
    initialize: async () => {},
    track: async ({ index }) => {
      if (index === 2 && !existsSync(process.env.CRASHED_ONCE)) {
        writeFileSync(process.env.CRASHED_ONCE, '');
        process.kill(process.pid, 'SIGKILL');
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
      return { region: whole, confidence: 1 };
    },
  }),
  /** Ends its thread. */
  dying: () => ({
    initialize: async () => process.exit(3),
  }),
};

/** @type {(name: string) => import('../../../trackers/tracker.ts').TrackerEntry} */
export function testTrackerEntry({ tracker: name }) {
  return {
    name,
    description: 'for tests',
    reads: 'path',
    usesNetworks: false,
    create: async (context) => ({ dispose: async () => {}, ...trackers[name](context) }),
  };
}
