import type { Backend } from '../../backend.ts';
import { isObject, isTrue } from '../../json.ts';
import { guildJson } from '../../world/guild-payloads.ts';
import { reachGuild, requireInGuild } from '../reach.ts';
import type { Router } from '../rest-server.ts';
import { FormErrors } from '../validation/form-errors.ts';

/** Guilds themselves. */
export function guildRoutes(router: Router, backend: Backend): void {
  router.bot('GET', '/guilds/:guild', ({ application, params, query }) => {
    const guild = reachGuild(backend, application, params.guild ?? '');
    const counts = { approximate_member_count: guild.members.size, approximate_presence_count: 0 };
    return { ...guildJson(guild), ...(isTrue(query.with_counts) ? counts : {}) };
  });
  router.bot('PATCH', '/guilds/:guild', ({ application, params, body }) => {
    const guild = reachGuild(backend, application, params.guild ?? '');
    requireInGuild(guild, application, 'ManageGuild');
    const raw = isObject(body) ? body : {};
    const errors = new FormErrors();
    const name = errors.text(['name'], raw.name, { min: 2, max: 100 });
    const afkChannelId = errors.snowflake(['afk_channel_id'], raw.afk_channel_id);
    if (raw.afk_timeout !== undefined) {
      errors.oneOf(['afk_timeout'], raw.afk_timeout, [60, 300, 900, 1_800, 3_600]);
    }
    if (afkChannelId !== undefined && !guild.channels.has(afkChannelId)) {
      errors.add(['afk_channel_id'], 'CHANNEL_INVALID', 'The channel is none of the guild');
    }
    errors.throwIfAny();
    backend.guildChanges.updateGuild(guild, {
      ...(name === undefined ? {} : { name }),
      ...(raw.afk_channel_id === undefined ? {} : { afkChannelId: afkChannelId ?? null }),
      ...(raw.afk_timeout === undefined ? {} : { afkTimeout: raw.afk_timeout as number }),
    });
    return guildJson(guild);
  });
}
