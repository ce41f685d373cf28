import { discordError } from '@anankor/discord';
import type { createRest } from '@anankor/discord';
import { LRUCache } from 'lru-cache';
import { Routes } from 'discord.js';
import type { APIGuildMember } from 'discord.js';

type REST = ReturnType<typeof createRest>;

/** Long enough for a burst of commands, short enough for a role that was just given. */
const REMEMBERED_MS = 30_000;
const UNKNOWN_MEMBER = 10_007;

/** The roles of a worker's bot in a guild; null where it is no member. Throws DISCORD_UNAVAILABLE. */
export interface WorkerMembers {
  /** `fresh` asks Discord even where the answer is remembered. */
  roles(guildId: string, userId: string, fresh?: boolean): Promise<readonly string[] | null>;
}

/** Over REST: members don't come by the gateway without a privileged intent. */
export function workerMembers(rest: REST): WorkerMembers {
  const remembered = new LRUCache<string, { roles: readonly string[] | null }>({
    max: 10_000,
    ttl: REMEMBERED_MS,
  });
  return {
    roles: async (guildId, userId, fresh = false) => {
      const key = `${guildId}:${userId}`;
      const known = fresh ? undefined : remembered.get(key);
      if (known) return known.roles;
      const roles = await fetchRoles(rest, guildId, userId);
      remembered.set(key, { roles });
      return roles;
    },
  };
}

async function fetchRoles(rest: REST, guildId: string, userId: string): Promise<readonly string[] | null> {
  try {
    const member = (await rest.get(Routes.guildMember(guildId, userId))) as APIGuildMember;
    return member.roles;
  } catch (failure) {
    const error = discordError('read a worker’s roles', failure);
    if (error.details['discordCode'] === UNKNOWN_MEMBER) return null;
    throw error;
  }
}
