import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { commandList, findCommand, findInternalCommand, internalCommandList } from './index.ts';

describe('the commands', () => {
  it('have paths of their own, of one or two words', () => {
    const paths = commandList.map(({ path }) => path);
    expect(new Set(paths).size).toBe(paths.length);
    for (const path of paths) expect(path).toMatch(/^[a-z0-9]{1,32}( [a-z0-9]{1,32})?$/);
  });

  it.each(commandList.map((command) => [command.path, command] as const))(
    '%s says what it does and for how long',
    (_path, command) => {
      expect(command.description.length).toBeGreaterThan(3);
      expect(command.description.length).toBeLessThanOrEqual(100);
      expect(command.delivery.attempts).toBeGreaterThanOrEqual(1);
      expect(command.delivery.expiresInMs).toBeLessThan(15 * 60_000);
      const { properties = {} } = z.toJSONSchema(command.input, { io: 'input' });
      for (const option of Object.values(properties))
        expect((option as { description?: string }).description).toMatch(/^.{1,100}$/);
    },
  );

  it('are found by their path', () => {
    expect(findCommand('queue show')?.runs).toBe('session');
    expect(findCommand('dance')).toBeUndefined();
    expect(findCommand('constructor')).toBeUndefined();
  });

  it('fill in what was left out and refuse what is out of range', () => {
    expect(findCommand('play')?.input.parse({ query: ' a ' })).toEqual({
      query: 'a',
      position: 'end',
      shuffle: false,
    });
    for (const level of [-1, 201, 1.5, '5'])
      expect(findCommand('volume')?.input.safeParse({ level }).success).toBe(false);
    expect(findCommand('play')?.input.safeParse({ query: '   ' }).success).toBe(false);
  });
});

describe('what workers tell each other', () => {
  it('is no command that anybody could type', () => {
    for (const { path, input } of internalCommandList) {
      expect(findCommand(path)).toBeUndefined();
      expect(findInternalCommand(path)?.input).toBe(input);
    }
    expect(findInternalCommand('skip')).toBeUndefined();
  });
});
