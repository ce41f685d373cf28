import { DiscordSimulator } from '@anankor/discord-simulator';
import { commandList, failure, reply } from '@anankor/schemas';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  Acknowledger,
  commandsToApi,
  createRenderer,
  createRest,
  Responder,
  syncCommands,
} from '../src/index.ts';

let discord: DiscordSimulator;
beforeAll(async () => {
  discord = await DiscordSimulator.start();
});
afterAll(() => discord.stop());

const commands = commandsToApi(commandList);

describe('syncCommands against a Discord', () => {
  it.each(['global', 'guild'] as const)('creates once, then sends only what differs (%s)', async (scope) => {
    const app = discord.createApplication({ name: `app ${scope}` });
    const guild = discord.createGuild({ name: 'guild', bots: [app] });
    const target = {
      rest: createRest({ apiUrl: discord.restUrl, token: app.token }),
      applicationId: app.applicationId,
      ...(scope === 'guild' ? { guildId: guild.id } : {}),
    };
    expect((await syncCommands({ ...target, commands })).created).toHaveLength(commands.length);
    const from = discord.transcript.position;
    expect((await syncCommands({ ...target, commands })).unchanged).toHaveLength(commands.length);
    const methods = discord.transcript.since(from).map((entry) => entry.kind === 'rest' && entry.method);
    expect(methods).toEqual(['GET']);
    const changed = commands
      .slice(1)
      .map((command, index) => (index === 0 ? { ...command, description: 'Other words' } : command));
    const result = await syncCommands({ ...target, commands: changed });
    expect(result).toMatchObject({ created: [], updated: [changed[0]?.name], deleted: [commands[0]?.name] });
  });
});

describe('answers at a Discord', () => {
  const asked = async (deferral: 'public' | 'ephemeral') => {
    const app = discord.createApplication({ name: `answers ${deferral} ${discord.applications.length}` });
    const guild = discord.createGuild({ name: 'guild', bots: [app] });
    const channel = guild.createTextChannel({ name: 'text' });
    const rest = createRest({ apiUrl: discord.restUrl, token: app.token });
    await syncCommands({ rest, applicationId: app.applicationId, commands });
    const handle = guild.createMember({ name: 'Ada' }).type('/pause', { channel, app });
    const route = {
      applicationId: app.applicationId,
      interactionId: handle.id,
      token: handle.token,
      locale: 'en-US',
      deferred: deferral,
    };
    const anonymous = createRest({ apiUrl: discord.restUrl });
    const render = createRenderer();
    const acknowledger = new Acknowledger({ rest: anonymous, render });
    expect(await acknowledger.defer(route, deferral)).toBe('done');
    expect(await acknowledger.defer(route, deferral)).toBe('already');
    return { channel, handle, route, responder: new Responder({ rest: anonymous, render }) };
  };

  it('a success is for everybody, a failure for the caller alone, however often it is told', async () => {
    const success = await asked('public');
    await success.responder.respond(success.route, reply('pause.already', {}));
    await success.responder.respond(success.route, reply('pause.already', {}));
    expect(success.channel.messages).toHaveLength(1);
    const refused = await asked('public');
    await refused.responder.respond(refused.route, failure('NP'));
    expect(refused.channel.messages).toEqual([]);
    const [message] = refused.handle.messages;
    expect([message?.flags, refused.handle.messages.length]).toEqual([64, 1]);
    await refused.responder.respond(refused.route, failure('NP'));
    expect(refused.channel.messages).toEqual([]);
  });

  it('a failure fills an ephemeral placeholder', async () => {
    const { handle, route, responder, channel } = await asked('ephemeral');
    await responder.respond(route, failure('NP'));
    expect(channel.messages).toEqual([]);
    expect((await handle.reply()).embeds[0]?.description).toContain('Nothing is playing');
  });
});
