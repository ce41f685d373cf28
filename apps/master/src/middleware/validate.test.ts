import { encodeButton } from '@anankor/discord';
import { MessageFlags } from 'discord-api-types/v10';
import type { APIMessageComponentInteraction } from 'discord-api-types/v10';
import { describe, expect, it } from 'vitest';
import type { GuildView } from '../bot/guild-view.ts';
import { validateButton } from './validate.ts';

const view: GuildView = { guild: () => undefined, voiceChannel: () => undefined, channelOf: () => null };
const button = {
  path: 'pause',
  channelId: '323456789012345678',
  sessionId: 's',
  revision: 1,
  opens: false,
  input: {},
};

function press(flags: MessageFlags | undefined): APIMessageComponentInteraction {
  return {
    id: '223456789012345678',
    application_id: '123456789012345678',
    token: 'token',
    locale: 'en-US',
    guild_locale: 'de',
    guild_id: '423456789012345678',
    channel: { id: '523456789012345678' },
    member: { user: { id: '623456789012345678' }, roles: [], permissions: '0' },
    message: { flags },
    data: { custom_id: encodeButton(button) },
  } as unknown as APIMessageComponentInteraction;
}

describe('a button', () => {
  it('is answered in the language of whoever sees its message', () => {
    const route = (flags: MessageFlags | undefined) => {
      const validated = validateButton(press(flags), view);
      return validated.ok ? validated.request.route : undefined;
    };
    expect(route(undefined)).toMatchObject({ locale: 'en-US', guildLocale: 'de', deferred: 'update' });
    expect(route(undefined)).not.toHaveProperty('ephemeralMessage');
    expect(route(MessageFlags.Ephemeral)).toMatchObject({ ephemeralMessage: true });
  });
});
