import { afterEach, beforeEach, expect, test } from 'vitest';
import { DiscordSimulator } from '../src/index.ts';
import type {
  InteractionHandle,
  SimulatedApplication,
  SimulatedChannel,
  SimulatedGuild,
  SimulatedMember,
} from '../src/index.ts';
import { restClient } from './rest-client.ts';
import { wsClient } from './ws-client.ts';
import type { WsClient } from './ws-client.ts';

const isComponentsV2 = 1 << 15;
const patient = { timeout: 15_000 };
let discord: DiscordSimulator;
let app: SimulatedApplication;
let guild: SimulatedGuild;
let text: SimulatedChannel;
let ada: SimulatedMember;
let call: ReturnType<typeof restClient>;
let client: WsClient;

interface Received {
  locale: string;
  data: { target_id?: string; resolved?: object; components?: object[] };
}

beforeEach(async () => {
  discord = await DiscordSimulator.start({
    identifyIntervalMs: 0,
    messageBucket: { limit: 1_000, windowMs: 1_000 },
  });
  app = discord.createApplication({ name: 'bot' });
  guild = discord.createGuild({ name: 'Lounge', bots: [app] });
  text = guild.createTextChannel({ name: 'general' });
  ada = guild.createMember({ name: 'ada', locale: 'de' });
  call = restClient(discord, app);
  client = wsClient(discord.restUrl, app.token);
  await client.manager.connect();
});

afterEach(async () => {
  await client.manager.destroy();
  await discord.stop();
});

const button = { type: 2, style: 1, label: 'Skip', custom_id: 'skip' };
const panel = [
  {
    type: 17,
    accent_color: 255,
    components: [
      {
        type: 9,
        components: [{ type: 10, content: '## A song' }],
        accessory: { type: 11, media: { url: 'attachment://cover.png' } },
      },
      { type: 14 },
      { type: 12, items: [{ media: { url: 'https://example.com/a.png' } }] },
      { type: 13, file: { url: 'attachment://cover.png' } },
      { type: 1, id: 7, components: [button] },
    ],
  },
];

function withCover(payload: object): FormData {
  const form = new FormData();
  form.append('payload_json', JSON.stringify(payload));
  form.append('files[0]', new Blob([Buffer.from('png')], { type: 'image/png' }), 'cover.png');
  return form;
}

const messages = (rest = ''): string => `/channels/${text.id}/messages${rest}`;
const received = async (count: number): Promise<Received> => {
  await expect.poll(() => client.of('INTERACTION_CREATE').length, patient).toBe(count);
  return client.of('INTERACTION_CREATE')[count - 1] as Received;
};
const answer = (handle: InteractionHandle, body: object): ReturnType<typeof call> =>
  call('POST', `/interactions/${handle.id}/${handle.token}/callback`, body);

test('a layout comes back numbered, with its media resolved, and its button can be pressed', async () => {
  const sent = await call('POST', messages(), withCover({ flags: isComponentsV2, components: panel }));
  expect(sent.status).toBe(200);
  const [container] = sent.body.components;
  expect(container).toMatchObject({ type: 17, id: 1, spoiler: false });
  const [section, separator, gallery, file, row] = container.components;
  expect(section.accessory.media).toMatchObject({ attachment_id: sent.body.attachments[0].id });
  expect(separator).toMatchObject({ divider: true, spacing: 1 });
  expect(gallery.items[0].media.url).toBe('https://example.com/a.png');
  expect(file).toMatchObject({ name: 'cover.png', size: 3 });
  expect(row.id).toBe(7);
  ada.press(sent.body, 'Skip');
  expect((await received(1)).locale).toBe('de');
});

test('the flag has rules: no text beside it, no layout without it, none of it taken back', async () => {
  const refused = async (body: unknown): Promise<string> => {
    const { body: error } = await call('POST', messages(), body);
    expect(error.code).toBe(50035);
    return JSON.stringify(error.errors);
  };
  const display = { type: 10, content: 'x' };
  const layout = (components: unknown[]): object => ({ flags: isComponentsV2, components });
  expect(await refused({ components: [display] })).toContain('BASE_TYPE_CHOICES');
  expect(await refused({ ...layout([display]), embeds: [{ title: 'x' }] })).toContain('LEGACY_FIELDS');
  expect(await refused(layout(panel))).toContain('ATTACHMENT_NOT_FOUND');
  expect(await refused(layout(Array.from({ length: 41 }, () => display)))).toContain('40 or fewer');
  const long = { type: 10, content: 'x'.repeat(2_001) };
  expect(await refused(layout([long, long]))).toContain('TEXT_SIZE_EXCEEDED');
  expect(
    await refused(
      layout([
        { ...display, id: 3 },
        { ...display, id: 3 },
      ]),
    ),
  ).toContain('ID_DUPLICATED');
  expect(await refused(layout([{ type: 17, components: [{ type: 17, components: [display] }] }]))).toContain(
    'CHOICES',
  );
  expect(await refused(layout([{ type: 9, components: [display] }]))).toContain('REQUIRED');
  const sent = await call('POST', messages(), layout([display]));
  const edit = (body: object): ReturnType<typeof call> => call('PATCH', messages(`/${sent.body.id}`), body);
  expect((await edit({ content: 'text' })).body.code).toBe(50035);
  expect((await edit({ components: [{ type: 10, content: 'y' }] })).body).toMatchObject({
    flags: isComponentsV2,
    components: [{ content: 'y' }],
  });
});

test('menus of messages and users name their target, and are answered by a message of type 23', async () => {
  await call('PUT', `/applications/${app.applicationId}/commands`, [
    { name: 'Play this', type: 3 },
    { name: 'Favourites', type: 2 },
  ]);
  const said = ada.say(text, 'https://example.com/song.mp3');
  const used = ada.useMessageCommand('Play this', said, { channel: text });
  expect((await received(1)).data).toMatchObject({
    target_id: said.id,
    resolved: { messages: { [said.id]: { content: said.content } } },
  });
  expect((await answer(used, { type: 4, data: { content: 'queued' } })).status).toBe(204);
  expect(await used.reply()).toMatchObject({ type: 23, content: 'queued' });
  ada.useUserCommand('Favourites', guild.owner, { channel: text });
  expect((await received(2)).data).toMatchObject({
    target_id: guild.owner.id,
    resolved: { users: { [guild.owner.id]: {} }, members: { [guild.owner.id]: {} } },
  });
});

test('a form with every kind of input', async () => {
  await call('PUT', `/applications/${app.applicationId}/commands`, [{ name: 'form', description: 'Form' }]);
  const options = [
    { label: 'One', value: '1', default: true },
    { label: 'Two', value: '2' },
  ];
  const label = (component: object): object => ({ type: 18, label: 'L', component });
  const forms = [
    [
      label({ type: 4, custom_id: 'text', style: 1, value: 'as it was' }),
      label({ type: 19, custom_id: 'file', required: false }),
      label({ type: 21, custom_id: 'radio', options }),
      label({ type: 22, custom_id: 'boxes', options, max_values: 2 }),
      label({ type: 23, custom_id: 'tick' }),
    ],
    [
      label({ type: 3, custom_id: 'menu', options }),
      label({ type: 5, custom_id: 'user' }),
      label({ type: 8, custom_id: 'channel' }),
      { type: 10, content: 'only shown' },
    ],
  ];
  const [first, second] = await Promise.all(
    forms.map(async (components) => {
      const opened = ada.type('/form', { channel: text });
      const modal = { custom_id: 'm', title: 'Form', components };
      expect((await answer(opened, { type: 9, data: modal })).status).toBe(204);
      return opened;
    }),
  );
  const files = { 'a.txt': { data: Buffer.from('x'), contentType: 'text/plain' } };
  ada.submitModal(first!, { file: ['a.txt'], radio: 'Two', boxes: ['1', 'Two'], tick: true }, files);
  const inputs = ({ data }: Received): object[] =>
    (data.components ?? []).map((part) => (part as { component?: object }).component ?? part);
  const submitted = await received(3);
  const uploads = Object.keys((submitted.data.resolved as { attachments: object }).attachments);
  expect(inputs(submitted)).toMatchObject([
    { custom_id: 'text', value: 'as it was' },
    { custom_id: 'file', values: uploads },
    { custom_id: 'radio', value: '2' },
    { custom_id: 'boxes', values: ['1', '2'] },
    { custom_id: 'tick', value: true },
  ]);
  expect(() => ada.submitModal(second!, { menu: 'One', user: 'ada' })).toThrow('"channel" is required');
  ada.submitModal(second!, { menu: 'Two', user: 'ada', channel: 'general' });
  expect(inputs(await received(4))).toMatchObject([
    { values: ['2'] },
    { values: [ada.id] },
    { values: [text.id] },
    { type: 10 },
  ]);
});
