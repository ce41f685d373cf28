import type { Backend } from '../../backend.ts';
import { isObject } from '../../json.ts';
import { roleJson } from '../../world/payloads.ts';
import type { Guild, Role } from '../../world/records.ts';
import { DiscordError, found } from '../discord-error.ts';
import { outranks, reachGuild, requireInGuild } from '../reach.ts';
import type { BotCall, Router } from '../rest-server.ts';
import { FormErrors } from '../validation/form-errors.ts';

type RoleForm = Partial<Pick<Role, 'name' | 'permissions' | 'color' | 'hoist' | 'mentionable'>>;

/** Roles of a guild. A bot changes those below its own. */
export function roleRoutes(router: Router, backend: Backend): void {
  const { guildChanges } = backend;
  const guildOf = ({ application, params }: BotCall): Guild =>
    reachGuild(backend, application, params.guild ?? '');
  const roleOf = (guild: Guild, { params }: BotCall): Role =>
    found(guild.roles.get(params.role ?? ''), 'unknownRole');
  const managed = (call: BotCall): { guild: Guild; role: Role } => {
    const guild = guildOf(call);
    const role = roleOf(guild, call);
    requireInGuild(guild, call.application, 'ManageRoles');
    if (!outranks(guild, call.application.user.id, role)) throw new DiscordError('missingPermissions');
    return { guild, role };
  };

  router.bot('GET', '/guilds/:guild/roles', (call) => [...guildOf(call).roles.values()].map(roleJson));
  router.bot('GET', '/guilds/:guild/roles/:role', (call) => roleJson(roleOf(guildOf(call), call)));
  router.bot('POST', '/guilds/:guild/roles', (call) => {
    const guild = guildOf(call);
    requireInGuild(guild, call.application, 'ManageRoles');
    const { name = 'new role', permissions = 0n, ...more } = readRole(call.body);
    const role = guildChanges.createRole(guild, { name, permissions });
    if (Object.keys(more).length > 0) guildChanges.updateRole(guild, role, more);
    return roleJson(role);
  });
  router.bot('PATCH', '/guilds/:guild/roles/:role', (call) => {
    const { guild, role } = managed(call);
    guildChanges.updateRole(guild, role, readRole(call.body));
    return roleJson(role);
  });
  router.bot('DELETE', '/guilds/:guild/roles/:role', (call) => {
    const { guild, role } = managed(call);
    guildChanges.deleteRole(guild, role);
  });
}

function readRole(body: unknown): RoleForm {
  const raw = isObject(body) ? body : {};
  const errors = new FormErrors();
  const name = errors.text(['name'], raw.name, { min: 1, max: 100 });
  const color = errors.integer(['color'], raw.color, { min: 0, max: 0xffffff });
  const hoist = errors.flag(['hoist'], raw.hoist);
  const mentionable = errors.flag(['mentionable'], raw.mentionable);
  const permissions = errors.permissions(['permissions'], raw.permissions);
  errors.throwIfAny();
  return {
    ...(name === undefined ? {} : { name }),
    ...(color === undefined ? {} : { color }),
    ...(hoist === undefined ? {} : { hoist }),
    ...(mentionable === undefined ? {} : { mentionable }),
    ...(permissions === undefined ? {} : { permissions }),
  };
}
