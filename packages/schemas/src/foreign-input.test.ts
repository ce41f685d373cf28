import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { InputReader, reportUnreadable } from './foreign-input.ts';
import type { UnreadableInput } from './foreign-input.ts';

function make(): { reader: InputReader; told: UnreadableInput[] } {
  const told: UnreadableInput[] = [];
  return { reader: new InputReader('gateway', (input) => told.push(input)), told };
}

const guild = z.object({ id: z.string(), names: z.record(z.string(), z.string()).default({}) });

describe('InputReader', () => {
  it('keeps what the schema names and ignores the rest', () => {
    const { reader, told } = make();
    expect(reader.read('GUILD', guild, { id: '1', more: 2 })).toEqual({ id: '1', names: {} });
    expect(reader.readJson('GUILD', guild, '{"id":"1"}')).toEqual({ id: '1', names: {} });
    expect(reader.readEach('GUILD', guild, [{ id: '1' }, { id: '2' }])).toHaveLength(2);
    expect(told).toEqual([]);
  });

  it('reports what does not fit without a word of its content', () => {
    const { reader, told } = make();
    const secret = 'do-not-repeat';
    expect(reader.read('GUILD', guild, null)).toBeUndefined();
    expect(reader.read('GUILD', guild, { id: 7, names: { [secret]: 1 } })).toBeUndefined();
    expect(reader.readJson('GUILD', guild, `{"${secret}`)).toBeUndefined();
    expect(reader.readEach('GUILD', guild, [{ id: '1' }, secret])).toEqual([{ id: '1', names: {} }]);
    expect(reader.readEach('GUILD', guild, undefined)).toEqual([]);
    reader.guard('GUILD', () => {
      throw new TypeError(secret);
    });
    reader.guard('GUILD', () => {
      // Whatever a library throws.
      // eslint-disable-next-line @typescript-eslint/only-throw-error
      throw secret;
    });
    expect(told.map(({ problem }) => problem)).toEqual([
      'all of it: invalid_type',
      'id: invalid_type, names.*: invalid_type',
      'is no JSON',
      'all of it: invalid_type',
      'is no list',
      expect.stringMatching(/^TypeError in .*foreign-input\.test\.ts/),
      'a listener threw',
    ]);
    expect(JSON.stringify(told)).not.toContain(secret);
  });
});

describe('reportUnreadable', () => {
  it('counts each and logs the first of a kind', () => {
    const counted: string[] = [];
    const logged: string[] = [];
    const report = reportUnreadable({
      count: ({ kind }) => counted.push(kind),
      log: ({ source, kind }) => logged.push(`${source} ${kind}`),
    });
    for (const kind of ['A', 'A', 'B']) report({ source: 'gateway', kind, problem: 'x' });
    report({ source: 'lavalink', kind: 'A', problem: 'x' });
    expect(counted).toEqual(['A', 'A', 'B', 'A']);
    expect(logged).toEqual(['gateway A', 'gateway B', 'lavalink A']);
  });
});
