import type { z } from 'zod';

export interface LenientRead<Value> {
  value: Value;
  /** Paths of what could not be read and was left out, such as `voice.server`. */
  lost: readonly string[];
}

/** Beyond so much that can't be read, nothing is believed. */
const MOST_LOST = 64;

/**
 * Reads as much as can be read: what does not fit the schema is left out, the smallest part that will do, and its default takes its
 * place. Null where the schema has no default for it.
 */
export function readLeniently<Value>(schema: z.ZodType<Value>, stored: unknown): LenientRead<Value> | null {
  const first = schema.safeParse(stored);
  if (first.success) return { value: first.data, lost: [] };
  const rest: unknown = structuredClone(stored);
  const lost = new Set<string>();
  let issues = first.error.issues;
  for (let tries = 0; tries < MOST_LOST; tries++) {
    const path = leaveOut(rest, issues[0]?.path ?? []);
    if (path === null) return null;
    lost.add(path);
    const next = schema.safeParse(rest);
    if (next.success) return { value: next.data, lost: [...lost] };
    issues = next.error.issues;
  }
  return null;
}

/** Removes what is at the path, or around it where nothing is there; null where only the whole is left. */
function leaveOut(root: unknown, path: readonly PropertyKey[]): string | null {
  for (let length = path.length; length > 0; length--) {
    const parent = path
      .slice(0, length - 1)
      .reduce<unknown>((at, key) => (isObject(at) ? at[key as string] : undefined), root);
    const key = path[length - 1] as string;
    if (!isObject(parent) || !(key in parent)) continue;
    if (Array.isArray(parent)) parent.splice(Number(key), 1);
    // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- a copy that lives for this call
    else delete parent[key];
    return path.slice(0, length).join('.');
  }
  return null;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
