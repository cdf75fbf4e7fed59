import { InputError } from '../inputError.ts';
import { download, type DownloadOptions, type DownloadSource } from './download.ts';

/**
 * Where a file is to be asked for, in turn: at each mirror under the path that it has on the publisher's host, then at
 * the publisher.
 * @param mirrors addresses that stand for the publisher's host
 */
export function mirrorAddresses(address: string, mirrors: readonly string[]): string[] {
  const { pathname, search } = new URL(address);
  const atMirrors = mirrors.map((mirror) => `${mirror.replace(/\/+$/, '')}${pathname}${search}`);
  return [...new Set([...atMirrors, address])];
}

/**
 * Downloads from the first of several addresses that gives the file; what one of them began the next continues.
 * @throws InputError that says what is wrong with each
 */
export async function downloadFromAny(
  addresses: readonly string[],
  source: Omit<DownloadSource, 'address'>,
  part: string,
  options: DownloadOptions,
): Promise<void> {
  const problems: string[] = [];
  for (const [index, address] of addresses.entries()) {
    const isLast = index === addresses.length - 1;
    try {
      await download({ ...source, address }, part, { ...options, wayOut: isLast ? options.wayOut : '' });
      return;
    } catch (error) {
      options.signal?.throwIfAborted();
      if (!(error instanceof InputError)) throw error;
      problems.push(error.message);
    }
  }
  throw new InputError(problems.join('; and '));
}
