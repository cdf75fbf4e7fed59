import { createHash } from 'node:crypto';

/**
 * What a page carries inside itself, and the policy that lets this run and nothing else: no network, no code or style
 * but what is listed by its hash.
 */
export interface InlineParts {
  readonly scripts: readonly string[];
  readonly styles: readonly string[];
}

/** The content-security policy for a page of exactly these scripts and styles. */
export function contentSecurityPolicy({ scripts, styles }: InlineParts): string {
  return [
    "default-src 'none'",
    `script-src ${scripts.map(source).join(' ')}`,
    `style-src ${styles.map(source).join(' ')}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

/** Code as the browser sees it between two script tags: nothing in it ends the element or opens a comment. */
export function scriptText(code: string): string {
  return code
    .replace(/\r\n?/g, '\n')
    .replace(/<\/(script)/gi, '<\\/$1')
    .replace(/<!--/g, '<\\!--');
}

/** A value as JSON that is safe between two script tags, whatever its strings hold. */
export function scriptJson(value: unknown): string {
  return JSON.stringify(value)
    .replace(/</g, '\\u003c')
    .replace(/\u2028/g, '\\u2028')
    .replace(/\u2029/g, '\\u2029');
}

function source(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
