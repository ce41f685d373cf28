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

test('subcommands arrive nested, and an option out of range is not sent', async () => {
  on(async (interaction) => {
    if (!interaction.isChatInputCommand()) return;
    expect(interaction.options.getSubcommand()).toBe('show');
    const page = interaction.options.getInteger('page');
    const { resource } = await interaction.reply({ content: `page ${page}`, withResponse: true });
    expect(resource?.message?.content).toBe(`page ${page}`);
  });
  const reply = await ada.type('/queue show page:2', { channel: text }).reply();
  expect(reply.content).toBe('page 2');
  expect(() => ada.type('/queue show page:0', { channel: text })).toThrow('goes from 1');
  expect(() => ada.type('/queue burn', { channel: text })).toThrow('unknown subcommand "burn"');
  expect(() => ada.type('/play position:next', { channel: text })).toThrow('"query" is required');
  expect(() => ada.type('/play query:a position:last', { channel: text })).toThrow('one of: end, next');
  expect(() => ada.type('/dance', { channel: text })).toThrow('no application');
});

test('the payload carries permissions computed on the channel', async () => {
  const quiet = guild.createTextChannel({
    name: 'quiet',
    overwrites: [{ for: app, deny: ['EmbedLinks'] }],
  });
  on(async (interaction) => {
    expect(interaction.appPermissions.has('EmbedLinks')).toBe(false);
    expect(interaction.appPermissions.has('SendMessages')).toBe(true);
    expect(interaction.memberPermissions?.has('ManageGuild')).toBe(true);
    expect(interaction.guildLocale).toBe('en-US');
    if (interaction.isRepliable()) await interaction.reply('ok');
  });
  const boss = guild.createMember({ name: 'boss', permissions: ['ManageGuild'] });
  await boss.type('/queue show', { channel: quiet }).reply();
});

test('autocomplete answers choices for the focused option', async () => {
  on(async (interaction) => {
    if (!interaction.isAutocomplete()) return;
    expect(interaction.options.getFocused(true)).toMatchObject({ name: 'query', value: 'fo' });
    await interaction.respond([{ name: 'Foo', value: 'foo' }]);
  });
  const choices = await ada.autocomplete('/play query:fo', { channel: text });
  expect(choices).toEqual([{ name: 'Foo', value: 'foo' }]);
  await expect(ada.autocomplete('/queue show page:1', { channel: text })).rejects.toThrow('no autocomplete');
});

test('more than 25 choices are refused', async () => {
  const refused = new Promise((resolve) => {
    on(async (interaction) => {
      if (!interaction.isAutocomplete()) return;
      const choices = Array.from({ length: 26 }, (_, n) => ({ name: `n${n}`, value: `v${n}` }));
      await interaction.respond(choices).catch(resolve);
    });
  });
  const asked = ada.autocomplete('/play query:fo', { channel: text, timeoutMs: 10_000 });
  asked.catch(() => undefined);
  expect(await refused).toMatchObject({ code: 50035 });
  await expect(asked).rejects.toThrow('did not respond');
});

test('buttons: update, deferred update, a modal, and what a user cannot press', async () => {
  const row = new ActionRowBuilder<ButtonBuilder>().addComponents(
    new ButtonBuilder().setCustomId('skip:1').setLabel('Skip').setStyle(ButtonStyle.Primary),
    new ButtonBuilder().setCustomId('form').setLabel('Form').setStyle(ButtonStyle.Primary),
    new ButtonBuilder().setCustomId('off').setLabel('Off').setStyle(ButtonStyle.Primary).setDisabled(true),
  );
  on(async (interaction) => {
    if (interaction.isChatInputCommand()) {
      await interaction.reply({ content: 'panel', components: [row] });
    } else if (interaction.isButton() && interaction.customId === 'skip:1') {
      await interaction.update({ content: 'skipped' });
    } else if (interaction.isButton()) {
      const modal = new ModalBuilder().setCustomId('rename').setTitle('Rename');
      const input = new TextInputBuilder().setCustomId('name').setStyle(TextInputStyle.Short);
      modal.addComponents(new ActionRowBuilder<TextInputBuilder>().addComponents(input.setLabel('Name')));
      await interaction.showModal(modal);
    } else if (interaction.isModalSubmit()) {
      await interaction.reply(`named ${interaction.fields.getTextInputValue('name')}`);
    }
  });
  const panel = ada.type('/queue show', { channel: text });
  await panel.reply();
  const pressed = ada.press(panel, 'Skip');
  expect((await pressed.reply()).content).toBe('skipped');
  expect(panel.messages[0]?.content).toBe('skipped');
  const opened = await ada.press(panel, 'form').acked();
  expect(() => ada.submitModal(opened, {})).toThrow('"name" is required');
  expect((await ada.submitModal(opened, { name: 'Mix' }).reply()).content).toBe('named Mix');
  expect(() => ada.press(panel, 'Off')).toThrow('disabled');
  expect(() => ada.press(panel, 'nothing')).toThrow('Skip, Form, Off');
});

test('select menus take values or labels', async () => {
  on(async (interaction) => {
    if (interaction.isChatInputCommand()) {
      const options = [
        { label: 'One', value: '1' },
        { label: 'Two', value: '2' },
      ];
      const menu = { type: 3, custom_id: 'pick', placeholder: 'Pick one', options };
      await interaction.reply({
        components: [{ type: 1, components: [menu] }],
        flags: MessageFlags.Ephemeral,
      });
    } else if (interaction.isStringSelectMenu()) {
      await interaction.deferUpdate();
      await interaction.editReply({ content: `picked ${interaction.values.join()}`, components: [] });
    }
  });
  const search = ada.type('/queue show', { channel: text });
  await search.reply();
  expect(search.ephemeral).toBe(true);
  const bob = guild.createMember({ name: 'bob' });
  expect(() => bob.select(search, 'pick', ['1'])).toThrow('only the one it was written for');
  expect(() => ada.select(search, 'pick', ['Three'])).toThrow('no "Three"');
  const picked = ada.select(search, 'Pick one', ['Two']);
  expect((await picked.reply()).content).toBe('picked 2');
});

test('a second response is 40060, a late one 10062, and the member sees no response', async () => {
  const failures: unknown[] = [];
  on(async (interaction) => {
    if (!interaction.isChatInputCommand()) return;
    await interaction.reply('first');
    await client.rest
      .post(`/interactions/${interaction.id}/${interaction.token}/callback`, {
        body: { type: 5 },
        auth: false,
      })
      .catch((error: unknown) => failures.push(error));
  });
  await ada.type('/queue show', { channel: text }).reply();
  await expect.poll(() => failures.length).toBe(1);
  expect(failures[0]).toMatchObject({ code: 40060, status: 400 });

  const late = new Promise((resolve) => {
    on(async (interaction) => {
      if (!interaction.isChatInputCommand()) return;
      await new Promise((wait) => setTimeout(wait, 3_300));
      await interaction.deferReply().catch(resolve);
    });
  });
  const handle = ada.type('/queue show', { channel: text });
  await expect(handle.reply()).rejects.toThrow('The application did not respond');
  expect(await late).toMatchObject({ code: 10062, status: 404 });
  expect(discord.transcript.of('no-response').some(({ interactionId }) => interactionId === handle.id)).toBe(
    true,
  );
});

test('a file goes out and can be fetched; deleting the response leaves nothing', async () => {
  on(async (interaction) => {
    if (!interaction.isChatInputCommand()) return;
    await interaction.reply({
      content: 'here',
      files: [{ attachment: Buffer.from('hello'), name: 'a.txt' }],
    });
  });
  const handle = ada.type('/queue show', { channel: text });
  const reply = await handle.reply();
  expect(reply.attachments[0]).toMatchObject({ filename: 'a.txt', size: 5 });
  expect(await (await fetch(reply.attachments[0]!.url)).text()).toBe('hello');

  on(async (interaction) => {
    if (!interaction.isChatInputCommand()) return;
    await interaction.deferReply();
    await interaction.deleteReply();
  });
  const gone = ada.type('/queue show', { channel: text });
  await gone.settled();
  expect(gone.messages).toEqual([]);
});

test('members, channels and direct messages through the client', async () => {
  const seen = client.guilds.cache.get(guild.id)!;
  expect(seen.channels.cache.get(text.id)?.name).toBe('general');
  const me = await seen.members.fetchMe();
  expect(me.permissionsIn(text.id).has('SendMessages')).toBe(true);
  const message = await (await client.users.fetch(ada.id)).send('psst');
  expect(ada.directMessages()[0]?.id).toBe(message.id);
  ada.closeDirectMessages();
  await expect((await client.users.fetch(ada.id)).send('again')).rejects.toMatchObject({ code: 50007 });
});

test('a handle and the transcript hold no token when they are printed', async () => {
  on(async (interaction) => {
    if (interaction.isChatInputCommand()) await interaction.reply('ok');
  });
  const handle = ada.type('/queue show', { channel: text });
  await handle.reply();
  expect(handle.token.length).toBeGreaterThan(40);
  expect(JSON.stringify(handle)).not.toContain(handle.token);
  const transcript = JSON.stringify(discord.transcript.entries);
  expect(transcript).not.toContain(handle.token);
  expect(transcript).not.toContain(app.token);
});
