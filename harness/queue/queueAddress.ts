import { InputError } from '../../datasets/inputError.ts';

/** Where a Redis server is, and how one gets in. */
export interface QueueAddress {
  readonly host: string;
  readonly port: number;
  /** Of the server, by its number. */
  readonly database: number;
  readonly username?: string;
  readonly password?: string;
  readonly isEncrypted: boolean;
}

/** Has the password where the address has none, so that it need not stand in a command line that others see. */
export const passwordVariable = 'TRACKING_LOSS_QUEUE_PASSWORD';

const form = 'redis://[USER:PASSWORD@]HOST[:PORT][/DATABASE] is expected, or rediss:// for TLS';

/**
 * Reads `redis://user:password@host:port/database`, or `rediss://` for TLS.
 * @param environment may have the password (`passwordVariable`)
 * @throws InputError for anything else; it never shows what was given, which may hold a password
 */
export function parseQueueAddress(
  text: string,
  environment: Readonly<Record<string, string | undefined>>,
): QueueAddress {
  const invalid = (why: string): InputError => new InputError(`invalid address of Redis: ${why}`, undefined, form);
  if (!URL.canParse(text)) throw invalid('it is none');
  const { protocol, hostname, port, pathname, search, hash, username, password } = new URL(text);
  if (protocol !== 'redis:' && protocol !== 'rediss:') throw invalid('it begins with neither redis:// nor rediss://');
  if (hostname === '') throw invalid('the host is missing');
  if (search !== '' || hash !== '') throw invalid('it has something after the database');
  if (!/^\/?\d*$/.test(pathname)) throw invalid('the database is no number');
  const secret = decode(password) || environment[passwordVariable];
  return {
    // IPv6 stands in brackets in an address alone.
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: port === '' ? 6379 : Number(port),
    database: Number(pathname.slice(1)),
    ...(username === '' ? {} : { username: decode(username) }),
    ...(secret ? { password: secret } : {}),
    isEncrypted: protocol === 'rediss:',
  };

  function decode(part: string): string {
    try {
      return decodeURIComponent(part);
    } catch {
      throw invalid('its user or password has a % that is not written %25');
    }
  }
}

/** The address for messages: without user and password. */
export function addressText({ host, port, database, isEncrypted }: QueueAddress): string {
  const shown = host.includes(':') ? `[${host}]` : host;
  return `${isEncrypted ? 'rediss' : 'redis'}://${shown}:${port}${database === 0 ? '' : `/${database}`}`;
}

/** A text in which every address with a password has PASSWORD in its place. */
export function hidePasswords(text: string): string {
  return text.replaceAll(/(\brediss?:\/\/[^\s:/@]*):\S*@/gi, '$1:PASSWORD@');
}
