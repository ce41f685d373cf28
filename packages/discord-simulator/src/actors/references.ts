import type { PermissionSet } from '../world/permissions.ts';
import { toBits } from '../world/permissions.ts';
import type { Overwrite } from '../world/records.ts';

/** An application as tests name it: what `createApplication` returned, or its id. */
export type ApplicationReference = string | { applicationId: string };
/** A member, a bot or a role that an overwrite is for. */
export type OverwriteTarget =
  { id: string; kind: 'role' | 'member' } | { applicationId: string } | 'everyone';

export interface OverwriteWish {
  for: OverwriteTarget;
  allow?: PermissionSet;
  deny?: PermissionSet;
}

export function applicationIdOf(reference: ApplicationReference): string {
  return typeof reference === 'string' ? reference : reference.applicationId;
}

export function toOverwrite(wish: OverwriteWish, guildId: string): Overwrite {
  const bits = { allow: toBits(wish.allow ?? 0n), deny: toBits(wish.deny ?? 0n) };
  if (wish.for === 'everyone') return { id: guildId, type: 'role', ...bits };
  if ('applicationId' in wish.for) return { id: wish.for.applicationId, type: 'member', ...bits };
  return { id: wish.for.id, type: wish.for.kind, ...bits };
}
