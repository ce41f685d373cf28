import type { Answer } from '../history.ts';

/** Codes that say "no session here": the master names other channels where there are some. */
const noSession = new Set(['NS', 'WC']);

/** Whether a member may have read `read` where the model says `expected`. */
export function agrees(expected: Answer | null, read: Answer): boolean {
  if (expected === null) return read.kind !== 'failure';
  if (expected.kind === 'failure')
    return (
      read.kind === 'failure' &&
      (read.code === expected.code || (noSession.has(read.code) && noSession.has(expected.code)))
    );
  if (expected.kind === 'started' && read.kind === 'queued')
    return read.position === 0 && read.slug === expected.slug;
  return JSON.stringify(expected) === JSON.stringify(canonical(read, expected));
}

/** The fields of `read` in the order of `expected`. */
function canonical(read: Answer, expected: Answer): Record<string, unknown> {
  const fields = new Map<string, unknown>(Object.entries(read));
  return Object.fromEntries(Object.keys(expected).map((key) => [key, fields.get(key)]));
}
