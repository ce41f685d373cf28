import type { Backend } from '../../backend.ts';
import { isTrue } from '../../json.ts';
import { channelJson } from '../../world/channel-payloads.ts';
import { guildJson } from '../../world/guild-payloads.ts';
import { applicationJson, memberJson, ownUserJson, userJson } from '../../world/payloads.ts';
import { guildPermissions } from '../../world/permissions.ts';
import type { Grant } from '../../oauth/grants.ts';
import type { Application, User } from '../../world/records.ts';
import { DiscordError, found } from '../discord-error.ts';
import type { BotCall, Router } from '../rest-server.ts';

/** Gateway address, the bot itself, its application, other users, direct messages. */
export function identityRoutes(router: Router, backend: Backend): void {
  const { world, sessions } = backend;
  const describe = (application: Application): object =>
    applicationJson(application, world.guildsOf(application.user.id).length);
  const user = ({ params }: BotCall): User => found(world.users.get(params.user ?? ''), 'unknownUser');

  router.open('GET', '/gateway', ({ host }) => ({ url: `ws://${host}` }));
  router.bot('GET', '/gateway/bot', ({ application, host }) => ({
    url: `ws://${host}`,
    shards: sessions.shards,
    session_start_limit: sessions.budget(application).limit(),
  }));
  router.bot('GET', '/applications/@me', ({ application }) => describe(application));
  router.bot('GET', '/oauth2/applications/@me', ({ application }) => describe(application));
  router.bot('GET', '/applications/:application/emojis', () => ({ items: [] }));
  router.either(
    'GET',
    '/users/@me',
    ({ application }) => ownUserJson(application.user),
    ({ grant }) => ownUserJson(requireScope(grant, 'identify').user),
  );
  router.bot('GET', '/users/:user', (call) => userJson(user(call)));
  router.either(
    'GET',
    '/users/@me/guilds',
    ({ application, query }) => guildsOf(backend, application.user.id, query),
    ({ grant, query }) => guildsOf(backend, requireScope(grant, 'guilds').user.id, query),
  );
  router.bearer('GET', '/users/@me/guilds/:guild/member', ({ grant, params }) => {
    const { user } = requireScope(grant, 'guilds.members.read');
    return memberJson(found(world.guilds.get(params.guild ?? '')?.members.get(user.id), 'unknownGuild'));
  });
  router.bot('POST', '/users/@me/channels', ({ application, body }) => {
    const { recipient_id: id } = (body ?? {}) as { recipient_id?: string };
    const recipient = found(world.users.get(id ?? ''), 'unknownUser');
    return channelJson(world.directChannel(application.user, recipient));
  });
}

function guildsOf({ world }: Backend, userId: string, query: Readonly<Record<string, string>>): object[] {
  const { after = '0', before = String(2n ** 64n), limit = '200', with_counts: counted } = query;
  return world
    .guildsOf(userId)
    .filter(({ id }) => BigInt(id) > BigInt(after) && BigInt(id) < BigInt(before))
    .slice(0, Number(limit))
    .map((guild) => {
      const { id, name, icon, banner, features } = guildJson(guild);
      const permissions = guildPermissions(guild, userId).toString();
      const counts = { approximate_member_count: guild.members.size, approximate_presence_count: 0 };
      const summary = { id, name, icon, banner, features, owner: guild.ownerId === userId, permissions };
      return { ...summary, ...(isTrue(counted) ? counts : {}) };
    });
}

function requireScope(grant: Grant, scope: string): Grant {
  if (!grant.scopes.includes(scope)) throw new DiscordError('missingAccess');
  return grant;
}
