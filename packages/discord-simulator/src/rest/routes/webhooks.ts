import type { Backend } from '../../backend.ts';
import { webhookJson } from '../../guild/webhooks.ts';
import { isObject } from '../../json.ts';
import type { Guild, Webhook } from '../../world/records.ts';
import { DiscordError, found } from '../discord-error.ts';
import { reachChannel, reachGuild, requireInGuild } from '../reach.ts';
import type { BotCall, Router } from '../rest-server.ts';
import { FormErrors } from '../validation/form-errors.ts';

const mostWebhooks = 15;

/** Webhooks of channels, voice channels' chats included. What one posts goes by its token: see interactions.ts. */
export function webhookRoutes(router: Router, backend: Backend): void {
  const { webhooks } = backend;
  const manage = (call: BotCall): { guild: Guild; webhook: Webhook } => {
    const known = found(webhooks.find(call.params.webhook ?? ''), 'unknownWebhook');
    reachChannel(backend, call.application, known.webhook.channelId, 'ManageWebhooks');
    return known;
  };

  router.bot('POST', '/channels/:channel/webhooks', (call) => {
    const { channel, guild } = reachChannel(
      backend,
      call.application,
      call.params.channel ?? '',
      'ManageWebhooks',
    );
    if (!guild || channel.thread) throw new DiscordError('wrongChannelType');
    const name = readName(call.body, true) ?? '';
    const present = [...guild.webhooks.values()].filter(({ channelId }) => channelId === channel.id);
    if (present.length >= mostWebhooks) throw new DiscordError('tooManyWebhooks');
    return webhookJson(webhooks.create(guild, channel, call.application, name));
  });
  router.bot('GET', '/channels/:channel/webhooks', (call) => {
    const { channel, guild } = reachChannel(
      backend,
      call.application,
      call.params.channel ?? '',
      'ManageWebhooks',
    );
    const all = [...(guild?.webhooks.values() ?? [])].filter(({ channelId }) => channelId === channel.id);
    return all.map((webhook) => webhookJson(webhook, call.application));
  });
  router.bot('GET', '/guilds/:guild/webhooks', (call) => {
    const guild = reachGuild(backend, call.application, call.params.guild ?? '');
    requireInGuild(guild, call.application, 'ManageWebhooks');
    return [...guild.webhooks.values()].map((webhook) => webhookJson(webhook, call.application));
  });
  router.bot('GET', '/webhooks/:webhook', (call) => webhookJson(manage(call).webhook, call.application));
  router.bot('PATCH', '/webhooks/:webhook', (call) => {
    const { guild, webhook } = manage(call);
    const name = readName(call.body, false);
    const channelId = isObject(call.body) ? call.body.channel_id : undefined;
    webhooks.update(guild, webhook, {
      ...(name === undefined ? {} : { name }),
      ...(channelId === undefined
        ? {}
        : { channelId: found(guild.channels.get(String(channelId)), 'unknownChannel').id }),
    });
    return webhookJson(webhook, call.application);
  });
  router.bot('DELETE', '/webhooks/:webhook', (call) => {
    const { guild, webhook } = manage(call);
    webhooks.delete(guild, webhook);
  });
}

/** One to 80 characters, and neither "clyde" nor "discord". */
function readName(body: unknown, required: boolean): string | undefined {
  const errors = new FormErrors();
  const name = errors.text(['name'], isObject(body) ? body.name : undefined, { min: 1, max: 80, required });
  if (name !== undefined && /clyde|discord/i.test(name)) {
    errors.add(['name'], 'USERNAME_INVALID_CONTAINS', 'Username cannot contain "clyde" or "discord"');
  }
  errors.throwIfAny();
  return name;
}
