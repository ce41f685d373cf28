import { InteractionResponseType } from 'discord-api-types/v10';
import type { Backend } from '../../backend.ts';
import { isTrue } from '../../json.ts';
import { readCallback } from '../../interactions/callback-form.ts';
import type { Interaction } from '../../interactions/interaction.ts';
import { found } from '../discord-error.ts';
import type { OpenCall, Router } from '../rest-server.ts';
import { WebhookMessages } from './webhook-messages.ts';
import { readMessageForm, requireContent } from '../validation/message-form.ts';

/** The callback of an interaction, and its webhook, whose path channels' webhooks share. Authorised by the interaction's token alone. */
export function interactionRoutes(router: Router, backend: Backend): void {
  const { interactions } = backend;

  router.open('POST', '/interactions/:interaction/:token/callback', ({ params, query, body, files }) => {
    const interaction = interactions.awaiting(params.interaction ?? '', params.token ?? '');
    const form = readCallback(body, interaction.origin, files);
    interactions.respond(interaction, form, files);
    return isTrue(query.with_response) ? callbackJson(interaction) : undefined;
  });

  const webhook = ({ params }: OpenCall): Interaction =>
    interactions.byWebhook(params.application ?? '', params.token ?? '');
  const path = '/webhooks/:application/:token';

  router.open('GET', path, (call) => found(WebhookMessages.of(backend, call), 'unknownWebhook').describe());
  router.open('DELETE', path, (call) => found(WebhookMessages.of(backend, call), 'unknownWebhook').delete());
  router.open('POST', path, (call) => {
    const ofChannel = WebhookMessages.of(backend, call);
    if (ofChannel) return ofChannel.post(call);
    const interaction = webhook(call);
    const form = readMessageForm(call.body, { files: call.files });
    requireContent(form, call.files.length);
    // Discord answers an interaction's webhook with the message whether or not `wait` is asked for.
    return interactions.followUp(interaction, form, call.files).message;
  });
  router.open('GET', `${path}/messages/:message`, (call) => {
    const ofChannel = WebhookMessages.of(backend, call);
    if (ofChannel) return ofChannel.get(call);
    return interactions.message(webhook(call), call.params.message ?? '').message;
  });
  router.open('PATCH', `${path}/messages/:message`, (call) => {
    const ofChannel = WebhookMessages.of(backend, call);
    if (ofChannel) return ofChannel.edit(call);
    const interaction = webhook(call);
    const stored = interactions.message(interaction, call.params.message ?? '');
    const form = readMessageForm(call.body, { files: call.files, before: stored.message });
    interactions.edit(interaction, stored, form, call.files);
    return stored.message;
  });
  router.open('DELETE', `${path}/messages/:message`, (call) => {
    const ofChannel = WebhookMessages.of(backend, call);
    if (ofChannel) return ofChannel.deleteMessage(call);
    const interaction = webhook(call);
    interactions.delete(interaction, interactions.message(interaction, call.params.message ?? ''));
  });
}

/** A placeholder is no resource yet. */
const shows: ReadonlySet<InteractionResponseType> = new Set([
  InteractionResponseType.ChannelMessageWithSource,
  InteractionResponseType.UpdateMessage,
]);

function callbackJson(interaction: Interaction): object {
  const response = found(interaction.response, 'unknownInteraction');
  const types = { command: 2, autocomplete: 4, component: 3, modal: 5 };
  const { original } = interaction;
  return {
    interaction: {
      id: interaction.id,
      type: types[interaction.origin.kind],
      response_message_id: original?.message.id ?? null,
      response_message_loading: interaction.state === 'deferred',
      response_message_ephemeral: response.ephemeral,
    },
    ...(original && shows.has(response.type)
      ? { resource: { type: response.type, message: original.message } }
      : {}),
  };
}
