import type { APIApplicationCommand } from 'discord-api-types/v10';
import { expect, test } from 'vitest';
import { parseCommandLine } from './command-line.ts';

const option = (name: string): object => ({ name, description: 'x', type: 3 });
const commands = [
  { name: 'play', type: 1, options: [option('query'), option('position')] },
  {
    name: 'playlist',
    type: 1,
    options: [{ name: 'track', type: 2, options: [{ name: 'add', type: 1, options: [option('name')] }] }],
  },
  { name: 'ping', type: 1 },
] as unknown as APIApplicationCommand[];

function values(text: string): Record<string, string> {
  const line = parseCommandLine(text, commands);
  return Object.fromEntries(line.values.map((value) => [value.option.name, value.text]));
}

test.each([
  ['/play query:foo', { query: 'foo' }],
  ['/play query:never gonna give position:next', { query: 'never gonna give', position: 'next' }],
  ['/play query: spaced  position:now', { query: 'spaced', position: 'now' }],
  ['/play query:https://a.example/b?c=d:e', { query: 'https://a.example/b?c=d:e' }],
  ['/play query:"a position:b" position:end', { query: 'a position:b', position: 'end' }],
  ['/play query:"say \\"hi\\""', { query: 'say "hi"' }],
  ['/play query:"half', { query: '"half' }],
  ['/play query:', { query: '' }],
  ['/ping', {}],
])('%s', (text, expected) => {
  expect(values(text)).toEqual(expected);
});

test('groups and subcommands', () => {
  const line = parseCommandLine('/playlist track add name:mix', commands);
  expect(line.path.map(({ name }) => name)).toEqual(['track', 'add']);
  expect(line.values[0]?.text).toBe('mix');
});

test.each([
  ['play', 'starts with "/"'],
  ['/dance', 'unknown command "/dance"; there are: play, playlist, ping'],
  ['/playlist', 'unknown subcommand ""'],
  ['/playlist track remove', 'unknown subcommand "remove"'],
  ['/play foo', 'no option at "foo"'],
  ['/ping x:1', 'there are: none'],
  ['/play query:"a" query:"b"', 'given twice'],
])('%s is refused', (text, reason) => {
  expect(() => parseCommandLine(text, commands)).toThrow(reason);
});
