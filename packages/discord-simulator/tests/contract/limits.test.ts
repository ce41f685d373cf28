import * as spec from 'discord-api-spec/zod';
import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { DiscordError } from '../../src/rest/discord-error.ts';
import { checkModal } from '../../src/rest/validation/components/modal.ts';
import { readCommand } from '../../src/rest/validation/command-form.ts';
import { FormErrors } from '../../src/rest/validation/form-errors.ts';
import { readMessageForm } from '../../src/rest/validation/message-form.ts';

/*
 * A body that Discord's OpenAPI document refuses is refused here, too. Each valid body below is broken in one place
 * after the other: texts too long, empty or no texts, numbers out of range, lists empty or too long.
 */
const schemas = spec as unknown as Record<string, z.ZodMiniType>;
type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const button = { type: 2, style: 1, label: 'Skip', custom_id: 'skip', disabled: false };
const emoji = { id: null, name: '🎵' };
const options = [
  { label: 'One', value: '1', description: 'first', default: false, emoji },
  { label: 'Two', value: '2' },
];
const select = { type: 3, custom_id: 's', placeholder: 'Pick', min_values: 0, max_values: 2, options };
const people = {
  type: 5,
  custom_id: 'u',
  max_values: 3,
  default_values: [{ id: '100000000000000001', type: 'user' }],
};
const rows = [
  { type: 1, id: 5, components: [button, { type: 2, style: 5, label: 'Site', url: 'https://example.com/' }] },
  { type: 1, components: [select] },
  { type: 1, components: [people] },
  { type: 1, components: [{ type: 8, custom_id: 'c', channel_types: [2, 13] }] },
];
const media = { url: 'https://example.com/a.png' };
const layout = [
  {
    type: 17,
    accent_color: 255,
    spoiler: false,
    components: [
      {
        type: 9,
        components: [{ type: 10, content: '## Title' }],
        accessory: { type: 11, media, description: 'Artwork', spoiler: false },
      },
      { type: 14, spacing: 2, divider: true },
      { type: 12, items: [{ media, description: 'x', spoiler: true }] },
      { type: 13, file: { url: 'attachment://a.txt' } },
      { type: 1, components: [{ ...button, custom_id: 'v2' }] },
    ],
  },
  { type: 10, content: 'below' },
];
const embed = {
  title: 'T',
  description: 'D',
  url: 'https://example.com/',
  color: 255,
  footer: { text: 'F' },
  author: { name: 'A' },
  image: media,
  thumbnail: media,
  fields: [{ name: 'n', value: 'v', inline: true }],
};
const string = { type: 3, name: 'query', description: 'What', min_length: 1, max_length: 200 };
const choices = [{ name: 'End', value: 'end' }];
const command = {
  type: 1,
  name: 'play',
  name_localizations: { de: 'spiele' },
  description: 'Play',
  description_localizations: { de: 'Spiele' },
  dm_permission: false,
  nsfw: false,
  contexts: [0],
  integration_types: [0],
  options: [
    { ...string, required: true },
    { type: 3, name: 'position', description: 'Where', choices },
    { type: 4, name: 'page', description: 'Page', min_value: 1, max_value: 9 },
    { type: 7, name: 'in', description: 'Channel', channel_types: [2] },
    { type: 5, name: 'now', description: 'Now' },
  ],
};
const nested = {
  name: 'queue',
  description: 'Queue',
  options: [
    {
      type: 2,
      name: 'g',
      description: 'G',
      options: [{ type: 1, name: 's', description: 'S', options: [string] }],
    },
  ],
};
const label = (component: Json): Json => ({ type: 18, label: 'L', description: 'D', component });
const modal = {
  custom_id: 'm',
  title: 'T',
  components: [
    label({ type: 4, custom_id: 'a', style: 2, value: 'v', placeholder: 'p', min_length: 0, max_length: 9 }),
    label({ type: 19, custom_id: 'b', min_values: 0, max_values: 2 }),
    label({ type: 21, custom_id: 'c', options }),
    label({ type: 22, custom_id: 'd', options, max_values: 2 }),
    { type: 10, content: 'text' },
  ],
};

const files = [{ filename: 'a.txt', data: Buffer.alloc(1), contentType: 'text/plain' }];
const message = (body: unknown): unknown => readMessageForm(body, { files });
const readModal = (body: unknown): void => {
  const errors = new FormErrors();
  checkModal(errors, [], body as Record<string, unknown>);
  errors.throwIfAny();
};

const attachments = [{ id: '0', description: 'x', filename: 'a.txt' }];
const mentions = { parse: ['users'], roles: ['100000000000000001'], replied_user: true };
const cases: [what: string, schema: string, body: Json, read: (body: unknown) => unknown][] = [
  [
    'embeds',
    'MessageCreateRequest',
    { content: 'x', embeds: [embed], allowed_mentions: mentions, attachments },
    message,
  ],
  [
    'rows',
    'MessageCreateRequest',
    { components: rows, tts: false, nonce: 'n', enforce_nonce: true },
    message,
  ],
  ['a layout', 'MessageCreateRequest', { components: layout, flags: 1 << 15 }, message],
  ['a command', 'ApplicationCommandCreateRequest', command, readCommand],
  ['subcommands', 'ApplicationCommandCreateRequest', nested, readCommand],
  ['a modal', 'ModalInteractionCallbackRequestData', modal, readModal],
];

test.each(cases)(
  '%s: accepted as it is, and refused wherever the document refuses it',
  (_what, name, body, read) => {
    const schema = schemas[`${name}Schema`]!;
    expect(z.safeParse(schema, body).error?.issues).toBeUndefined();
    read(structuredClone(body));
    const accepted: string[] = [];
    let broken = 0;
    for (const [path, mutant] of mutants(body)) {
      if (z.safeParse(schema, mutant).success) continue;
      broken += 1;
      if (!refuses(read, mutant)) accepted.push(path);
    }
    expect(broken).toBeGreaterThan(10);
    expect(accepted).toEqual([]);
  },
);

function refuses(read: (body: unknown) => unknown, body: unknown): boolean {
  try {
    read(body);
    return false;
  } catch (error) {
    if (error instanceof DiscordError && error.code === 50035) return true;
    throw error;
  }
}

/** The body with one part replaced, each part by each thing that may be wrong with it. */
function* mutants(body: Json, path = ''): Generator<[path: string, mutant: Json]> {
  for (const replacement of wrongs(body))
    yield [`${path} = ${JSON.stringify(replacement).slice(0, 20)}`, replacement];
  if (Array.isArray(body)) {
    for (const [index, item] of body.entries()) {
      for (const [at, inner] of mutants(item, `${path}.${index}`)) yield [at, body.with(index, inner)];
    }
  } else if (typeof body === 'object' && body !== null) {
    for (const [key, value] of Object.entries(body)) {
      for (const [at, inner] of mutants(value, `${path}.${key}`)) yield [at, { ...body, [key]: inner }];
    }
  }
}

function wrongs(value: Json): Json[] {
  if (typeof value === 'string') return ['', 'x'.repeat(7_000), true];
  if (typeof value === 'number') return [-1, 1e9, 'x'];
  if (typeof value === 'boolean') return ['maybe'];
  if (Array.isArray(value)) return [[], Array.from({ length: 101 }, () => value[0] ?? 0), 'x'];
  return [];
}
