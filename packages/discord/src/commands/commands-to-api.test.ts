import { commandList, defineCommand } from '@anankor/schemas';
import type { CommandDefinition } from '@anankor/schemas';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { commandSize } from './command-size.ts';
import { commandsToApi } from './commands-to-api.ts';

function command(over: Partial<CommandDefinition> = {}): CommandDefinition {
  return defineCommand({
    path: 'thing',
    description: 'Does a thing',
    group: 'about',
    access: 'B',
    runs: 'session',
    localisations: { de: { description: 'Tut etwas', options: {} } },
    input: z.object({}),
    ...over,
  });
}
const text = (description = 'x') => z.string().meta({ description });

describe('commandsToApi', () => {
  const api = commandsToApi(commandList);
  const byName = new Map(api.map((json) => [json.name, json]));

  it('derives options with bounds, choices and autocomplete', () => {
    expect(byName.get('play')).toMatchObject({
      type: 1,
      contexts: [0],
      options: [
        { name: 'query', type: 3, required: true, autocomplete: true, min_length: 1, max_length: 500 },
        { name: 'position', type: 3, choices: ['end', 'next', 'now'].map((v) => ({ name: v, value: v })) },
        { name: 'shuffle', type: 5 },
      ],
    });
    expect(byName.get('volume')?.options).toMatchObject([{ type: 4, min_value: 0, max_value: 200 }]);
    expect(byName.get('play')?.options?.[1]).not.toHaveProperty('required');
  });

  it('turns a channel into a channel option for voice and stage', () => {
    const [option] = byName.get('join')?.options ?? [];
    expect(option).toMatchObject({ name: 'channel', type: 7, channel_types: [2, 13] });
    expect(option).not.toHaveProperty('min_length');
  });

  it('gathers subcommands under one command', () => {
    expect(byName.get('queue')?.options?.map((option) => [option.type, option.name])).toEqual([
      [1, 'show'],
      [1, 'shuffle'],
      [1, 'undo'],
    ]);
    const names = new Set(commandList.map(({ path }) => path.split(' ')[0]));
    expect(api.map(({ name }) => name)).toEqual([...names]);
  });

  it('brings the descriptions of the other languages', () => {
    expect(byName.get('pause')?.description_localizations).toEqual({ de: 'Die Musik anhalten' });
    expect(JSON.stringify(byName.get('queue'))).toContain('Seite mit je zehn Titeln');
  });

  it('hides what only managers or the operator may use', () => {
    const [admin] = commandsToApi([command({ access: 'A' })]);
    const [operator] = commandsToApi([command({ access: 'O' })]);
    expect(admin).toMatchObject({ default_member_permissions: '32' });
    expect(operator).toMatchObject({ default_member_permissions: '0' });
  });

  it('leaves the safe-integer bounds of zod out and keeps decimals', () => {
    const input = z.object({
      any: z.number().int().meta({ description: 'x' }),
      rate: z.number().min(0.5).meta({ description: 'x' }),
    });
    expect(commandsToApi([command({ input })])[0]?.options).toEqual([
      { name: 'any', description: 'x', required: true, type: 4 },
      { name: 'rate', description: 'x', required: true, type: 10, min_value: 0.5 },
    ]);
  });

  it.each<[string, CommandDefinition[], RegExp]>([
    ['a bad name', [command({ path: 'Thing' })], /"Thing" is no command name/],
    ['a deep path', [command({ path: 'a b c' })], /one or two words/],
    ['a long description', [command({ description: 'x'.repeat(101) })], /description of 1 to 100/],
    ['an option without description', [command({ input: z.object({ a: z.string() }) })], /thing a: needs/],
    ['a name taken', [command(), command()], /the name is taken/],
    ['a subcommand taken', [command({ path: 'q a' }), command({ path: 'q a' })], /the name is taken/],
    [
      'a command that is a group too',
      [command({ path: 'q', input: z.object({ a: text() }) }), command({ path: 'q a' })],
      /can't hold subcommands/,
    ],
    [
      'required after optional',
      [command({ input: z.object({ a: text().optional(), b: text() }) })],
      /thing b: required options come before/,
    ],
    [
      'a type Discord has not',
      [command({ input: z.object({ a: z.array(z.string()).meta({ description: 'x' }) }) })],
      /type array has no counterpart/,
    ],
    [
      '26 choices',
      [
        command({
          input: z.object({
            a: z.enum(Array.from({ length: 26 }, (_, i) => `v${i}`)).meta({ description: 'x' }),
          }),
        }),
      ],
      /26 choices/,
    ],
    [
      '26 options',
      [
        command({
          input: z.object(Object.fromEntries(Array.from({ length: 26 }, (_, i) => [`o${i}`, text()]))),
        }),
      ],
      /26 options/,
    ],
    [
      '26 subcommands',
      Array.from({ length: 26 }, (_, i) => command({ path: `q s${i}` })),
      /25 subcommands already/,
    ],
    ['101 commands', Array.from({ length: 101 }, (_, i) => command({ path: `c${i}` })), /101 commands/],
    [
      'more than 8000 characters',
      Array.from({ length: 25 }, (_, i) =>
        command({
          path: `q s${i}`,
          input: z.object({
            a: text('x'.repeat(100)),
            b: text('y'.repeat(100)),
            c: text('z'.repeat(100)),
            d: text('z'.repeat(100)),
          }),
        }),
      ),
      /Discord takes 8000/,
    ],
  ])('refuses %s', (_what, commands, message) => {
    expect(() => commandsToApi(commands)).toThrow(message);
  });

  it('counts the longest language and the choices', () => {
    expect(
      commandSize({
        name: 'ab',
        description: 'abc',
        description_localizations: { de: 'abcd' },
        options: [{ name: 'x', description: 'y', choices: [{ name: 'one', value: 1 }] }],
      }),
    ).toBe(2 + 4 + 2 + 4);
  });
});
