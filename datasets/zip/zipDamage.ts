import { InputError } from '../inputError.ts';

interface Damage {
  /** Of the zip library's message, or of zlib's. */
  readonly told: RegExp;
  readonly problem: string;
  readonly wayOut: string;
}

const again = 'fetch it or pack it again';

/** What the library says, which means something to its users only, and what it is to ours. */
const damages: readonly Damage[] = [
  {
    told: /^(?:invalid relative path|absolute path|invalid characters in fileName): (.*)$/s,
    problem: 'it has the path $1, which leads out of it',
    wayOut: 'nothing of such an archive is read: do not trust where it came from, or pack it again without that file',
  },
  { told: /^two files of one name: (.*)$/s, problem: 'two files of one name: $1', wayOut: 'pack it again' },
  { told: /^end of central dir/i, problem: 'it is no zip archive, or is cut off', wayOut: again },
  { told: /^multi-disk/, problem: 'it is one of several parts', wayOut: 'put the parts together first' },
  { told: /encrypted|encryption/, problem: 'it is encrypted', wayOut: 'pack it without a password' },
  {
    told: /^unsupported compression method: (\d+)$/,
    problem: 'it is compressed by method $1 of zip, which is not read here',
    wayOut: 'pack it again with the usual one, deflate',
  },
  { told: /^too many bytes/, problem: 'it has more bytes than it says', wayOut: again },
  { told: /^not enough bytes/, problem: 'it has fewer bytes than it says', wayOut: again },
  { told: /^its checksum is wrong$/, problem: 'its checksum is wrong', wayOut: again },
];

/** The error for what the zip library, zlib or the system says of an archive or a file in it. */
export function zipDamage(what: 'archive' | 'file in archive', error: Error, where: string): InputError {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return new InputError(`missing ${what}: ${where}`);
  if (code !== undefined && /^E[A-Z]+$/.test(code)) {
    return new InputError(`invalid ${what}: it cannot be read (${code})`, where);
  }
  const found = damages.find(({ told }) => told.test(error.message));
  if (found === undefined) return new InputError(`invalid ${what}: it is damaged`, where, again);
  const [, detail = ''] = found.told.exec(error.message)!;
  return new InputError(`invalid ${what}: ${found.problem.replace('$1', () => detail)}`, where, found.wayOut);
}
