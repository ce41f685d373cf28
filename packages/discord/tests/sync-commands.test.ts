import { commandList } from '@anankor/schemas';
import { afterEach, describe, expect, it } from 'vitest';
import { commandsToApi, createRest, syncCommands } from '../src/index.ts';
import { scriptedDiscord } from './scripted-discord.ts';
import type { Answer, Heard } from './scripted-discord.ts';

const applicationId = '123456789012345678';
const guildId = '223456789012345678';
const commands = commandsToApi(commandList);

/** What Discord adds to a command of its own accord. */
function registered(command: object, index: number, scope: 'global' | 'guild') {
  return {
    ...command,
    id: String(index),
    application_id: applicationId,
    version: '9',
    nsfw: false,
    default_member_permissions: null,
    name_localizations: null,
    integration_types: [0],
    ...(scope === 'guild' ? { guild_id: guildId, contexts: null } : { dm_permission: true }),
  };
}

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

async function against(
  known: object[],
  answer: (heard: Heard) => Answer = () => ({ status: 200, body: {} }),
) {
  const server = await scriptedDiscord((heard) =>
    heard.method === 'GET' ? { status: 200, body: known } : answer(heard),
  );
  open.push(server);
  const rest = createRest({ apiUrl: server.apiUrl, token: 'bot' });
  return { rest, applicationId, commands, heard: server.heard };
}

describe('syncCommands', () => {
  it('creates everything the first time', async () => {
    const target = await against([]);
    const result = await syncCommands(target);
    expect(result).toEqual({
      created: commands.map(({ name }) => name),
      updated: [],
      deleted: [],
      unchanged: [],
    });
    expect(target.heard).toHaveLength(1 + commands.length);
    expect(target.heard[1]?.authorization).toBe('Bot bot');
  });

  it.each(['global', 'guild'] as const)('sends nothing when nothing changed (%s)', async (scope) => {
    const target = await against(commands.map((command, index) => registered(command, index, scope)));
    const result = await syncCommands({ ...target, ...(scope === 'guild' ? { guildId } : {}) });
    expect(result.unchanged).toEqual(commands.map(({ name }) => name));
    expect(target.heard.map(({ method }) => method)).toEqual(['GET']);
  });

  it('sends only what differs and removes what is gone', async () => {
    const known: object[] = commands.slice(1).map((command, index) => registered(command, index, 'guild'));
    known[0] = { ...known[0], description: 'Old words' };
    const target = await against([
      ...known,
      registered({ name: 'gone', type: 1, description: 'x' }, 99, 'guild'),
    ]);
    const result = await syncCommands({ ...target, guildId });
    expect(result).toMatchObject({ created: ['play'], updated: ['pause'], deleted: ['gone'] });
    expect(target.heard.map(({ method, path }) => `${method} ${path.split('/').slice(7).join('/')}`)).toEqual(
      ['GET commands', 'POST commands', 'POST commands', 'DELETE commands/99'],
    );
  });

  it('says what failed', async () => {
    const target = await against([], () => ({
      status: 400,
      body: { code: 50_035, message: 'Invalid Form Body' },
    }));
    await expect(syncCommands(target)).rejects.toMatchObject({ code: 'DISCORD_REJECTED' });
  });
});
