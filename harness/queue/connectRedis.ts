import { isIP } from 'node:net';
import { Redis } from 'ioredis';
import { InputError } from '../../datasets/inputError.ts';
import { addressText, passwordVariable, type QueueAddress } from './queueAddress.ts';

const connectTimeoutMs = 10_000;
const longestRetryMs = 2000;

/** The oldest that BullMQ recommends. */
const oldestVersion = [6, 2] as const;

/** Hears how the connection fares once it was made. */
export interface ConnectionObserver {
  lost(): void;
  back(): void;
}

/**
 * Connects to a server. The first connection is tried once; afterwards a lost one is made again for as long as it takes,
 * and commands wait for it.
 * @throws InputError when nothing answers, the password is wrong, the certificate is not trusted or the server is too old
 */
export async function connectRedis(address: QueueAddress, observer: ConnectionObserver): Promise<Redis> {
  let isMade = false;
  let isLost = false;
  let lastError: Error | undefined;
  const client = new Redis({
    host: address.host,
    port: address.port,
    db: address.database,
    ...(address.username === undefined ? {} : { username: address.username }),
    ...(address.password === undefined ? {} : { password: address.password }),
    ...(address.isEncrypted ? { tls: isIP(address.host) === 0 ? { servername: address.host } : {} } : {}),
    lazyConnect: true,
    connectTimeout: connectTimeoutMs,
    // Commands wait for the connection instead of failing: a run is worth more than a minute.
    maxRetriesPerRequest: null,
    retryStrategy: (times) => (isMade ? Math.min(100 * times, longestRetryMs) : null),
  });
  client.on('error', (error: Error) => {
    lastError = error;
  });
  try {
    await client.connect();
    await client.ping();
    await requireVersion(client, address);
  } catch (error) {
    client.disconnect();
    if (error instanceof InputError) throw error;
    throw connectionProblem(lastError ?? (error as Error), address);
  }
  isMade = true;
  client.on('close', () => {
    if (isLost || client.status === 'end') return;
    isLost = true;
    observer.lost();
  });
  client.on('ready', () => {
    isLost = false;
    observer.back();
  });
  return client;
}

async function requireVersion(client: Redis, address: QueueAddress): Promise<void> {
  const version = /^redis_version:(\d+)\.(\d+)/m.exec(await client.info('server'));
  const [major, minor] = [Number(version?.[1]), Number(version?.[2])];
  if (version === null || major > oldestVersion[0] || (major === oldestVersion[0] && minor >= oldestVersion[1])) return;
  throw new InputError(
    `invalid Redis: version ${major}.${minor}, where ${oldestVersion.join('.')} or newer is needed`,
    addressText(address),
  );
}

/** What a refused connection means to the user. Messages of Redis hold no password. */
function connectionProblem(error: Error, address: QueueAddress): InputError {
  const where = addressText(address);
  const { code = '' } = error as NodeJS.ErrnoException;
  if (/^(WRONGPASS|ERR invalid password|ERR AUTH)/.test(error.message)) {
    return new InputError('invalid user or password of Redis', where, `--queue or ${passwordVariable} has it`);
  }
  if (error.message.startsWith('NOAUTH')) {
    const wayOut = `write redis://USER:PASSWORD@HOST, or set ${passwordVariable}`;
    return new InputError('missing password of Redis', where, wayOut);
  }
  if (error.message.startsWith('NOPERM')) return new InputError(`invalid user of Redis: ${error.message}`, where);
  if (/CERT|SIGNED|ISSUER|VERIFY|ALTNAME/.test(code)) {
    return new InputError(
      `invalid certificate of Redis: ${error.message}`,
      where,
      'NODE_EXTRA_CA_CERTS names the file of an authority of your own',
    );
  }
  if (/^(EPROTO|ERR_SSL)/.test(code)) {
    return new InputError(
      'invalid address of Redis: it speaks no TLS',
      where,
      'write redis:// where it is not encrypted',
    );
  }
  const said = code === '' ? error.message : code;
  return new InputError(
    `missing Redis: it does not answer, ${said}`,
    where,
    address.isEncrypted
      ? 'start redis-server there, or correct --queue; a server without TLS is redis://'
      : 'start redis-server there, or correct --queue; a server with TLS is rediss://',
  );
}
