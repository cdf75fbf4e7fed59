import { parseQueueAddress, type QueueAddress } from '../queue/queueAddress.ts';
import { type Arguments, textOf } from './arguments.ts';
import type { Flag } from './command.ts';
import { asUsage } from './usageError.ts';

export const queueFlag: Flag = {
  kind: 'value',
  describe: 'ADDRESS of a Redis server, redis://[USER:PASSWORD@]HOST[:PORT][/DATABASE], or rediss:// for TLS',
};

/** @throws UsageError for what is no address */
export function queueOf(values: Arguments): QueueAddress | undefined {
  const text = textOf(values, 'queue');
  return text === undefined ? undefined : asUsage(() => parseQueueAddress(text, process.env));
}
