import {
  ActionRowBuilder,
  ButtonBuilder,
  ButtonStyle,
  Client,
  Events,
  GatewayIntentBits,
  MessageFlags,
  ModalBuilder,
  TextInputBuilder,
  TextInputStyle,
} from 'discord.js';
import type { Interaction } from 'discord.js';
import { afterAll, beforeAll, beforeEach, afterEach, expect, test } from 'vitest';
import { DiscordSimulator } from '../src/index.ts';
import type {
  SimulatedApplication,
  SimulatedChannel,
  SimulatedGuild,
  SimulatedMember,
} from '../src/index.ts';

let discord: DiscordSimulator;
let app: SimulatedApplication;
let guild: SimulatedGuild;
let text: SimulatedChannel;
let ada: SimulatedMember;
let client: Client<true>;
let handle: (interaction: Interaction) => Promise<unknown>;

beforeAll(async () => {
  discord = await DiscordSimulator.start();
  app = discord.createApplication({ name: 'master' });
  guild = discord.createGuild({ name: 'Lounge', bots: [app] });
  text = guild.createTextChannel({ name: 'general' });
  ada = guild.createMember({ name: 'ada' });
  client = new Client({
    intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildVoiceStates],
    rest: { api: discord.restUrl },
  });
  client.on(Events.InteractionCreate, (interaction) => void handle(interaction));
  await client.login(app.token);
  if (!client.isReady()) await new Promise((resolve) => client.once(Events.ClientReady, resolve));
  await client.application!.commands.set([
    {
      name: 'play',
      description: 'Play a track',
      options: [
        { name: 'query', description: 'What', type: 3, required: true, autocomplete: true },
        {
          name: 'position',
          description: 'Where',
          type: 3,
          choices: [
            { name: 'end', value: 'end' },
            { name: 'next', value: 'next' },
          ],
        },
      ],
    },
    {
      name: 'queue',
      description: 'Queue',
      options: [
        {
          name: 'show',
          description: 'Show',
          type: 1,
          options: [{ name: 'page', description: 'Page', type: 4, min_value: 1 }],
        },
      ],
    },
  ]);
});

afterAll(async () => {
  await client.destroy();
  await discord.stop();
});

let unexpected: unknown[] = [];
beforeEach(() => {
  unexpected = [];
  handle = () => Promise.resolve();
});
afterEach(() => expect(unexpected).toEqual([]));

/** What the bot does with the next interactions; what it throws fails the test. */
function on(action: (interaction: Interaction) => Promise<unknown>): void {
  handle = (interaction) => action(interaction).catch((error: unknown) => unexpected.push(error));
}

test('defer, edit, follow-up', async () => {
  on(async (interaction) => {
    if (!interaction.isChatInputCommand()) return;
    expect(interaction.options.getString('query')).toBe('never gonna: give');
    expect(interaction.options.getString('position')).toBe('next');
    await interaction.deferReply();
    await interaction.editReply('queued');
    await interaction.followUp({ content: 'only you', flags: MessageFlags.Ephemeral });
  });
  const typed = ada.type('/play query:never gonna: give position:next', { channel: text, app });
  const reply = await typed.reply();
  expect(reply.content).toBe('queued');
  expect(typed.ackMs).toBeLessThan(3_000);
  await expect.poll(() => typed.messages.length).toBe(2);
  expect(text.messages.map(({ content }) => content)).toContain('queued');
  expect(text.messages.map(({ content }) => content)).not.toContain('only you');
});
