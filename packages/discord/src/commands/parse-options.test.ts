import { failure } from '@anankor/schemas';
import { describe, expect, it } from 'vitest';
import { commandPath, parseInput, parseOptions } from './parse-options.ts';

describe('parseOptions', () => {
  it('fills in the defaults', () => {
    const parsed = parseOptions('play', [{ name: 'query', type: 3, value: '  hello ' }]);
    expect(parsed).toMatchObject({ ok: true, input: { query: 'hello', position: 'end', shuffle: false } });
    expect(parsed.ok && parsed.command.path).toBe('play');
  });

  it('finds a subcommand and its options', () => {
    const options = [{ name: 'show', type: 1, options: [{ name: 'page', type: 4, value: 3 }] }];
    expect(commandPath('queue', options)).toEqual({ path: 'queue show', options: options[0]?.options });
    expect(parseOptions('queue', options)).toMatchObject({ ok: true, input: { page: 3 } });
    expect(parseOptions('queue', [{ name: 'undo', type: 1 }])).toMatchObject({ ok: true, input: {} });
  });

  it('answers with the range', () => {
    expect(parseInput('volume', { level: 500 })).toEqual({
      ok: false,
      reply: failure('OR', { option: 'level', min: 0, max: 200 }),
    });
    expect(parseInput('play', {})).toEqual({ ok: false, reply: failure('OR', { option: 'query' }) });
    expect(parseInput('join', { channel: 'nowhere' })).toEqual({
      ok: false,
      reply: failure('OR', { option: 'channel' }),
    });
  });

  it('knows no other commands', () => {
    expect(parseInput('dance', {})).toEqual({
      ok: false,
      reply: failure('ER', { reference: 'COMMAND_UNKNOWN' }),
    });
  });
});
