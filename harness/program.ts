import { createRequire } from 'node:module';

/** Version of this package. */
export function programVersion(): string {
  const { version } = createRequire(import.meta.url)('tracking-loss/package.json') as { readonly version: string };
  return version;
}

/** Name and version, for the files that say what made them. */
export function programName(): string {
  return `tracking-loss ${programVersion()}`;
}
