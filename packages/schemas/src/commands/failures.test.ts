import { expect, test } from 'vitest';
import {
  commandList,
  failureCode,
  failureMeanings,
  failuresOf,
  findCommand,
  storedReply,
  failure,
  reply,
} from '../index.ts';

const of = (path: string) => failuresOf(findCommand(path)!);

test('a command is answered with what its tier, its route and itself bring', () => {
  expect(of('ping')).toEqual(['CD', 'ER']);
  expect(of('pause')).toEqual(['NV', 'WC', 'NS', 'NP', 'PD', 'SP', 'CD', 'EX', 'OV', 'UR', 'UN', 'UD', 'ER']);
  expect(of('play')).toEqual(expect.arrayContaining(['NW', 'BP', 'NM', 'LF', 'RS', 'SD', 'ND']));
  expect(of('play')).not.toContain('NS');
  expect(of('volume')).toContain('OR');
});

test('every failure has a meaning', () => {
  expect(Object.keys(failureMeanings)).toEqual(failureCode.options);
});

test('paths are unique, and every option says what it is', () => {
  expect(new Set(commandList.map(({ path }) => path)).size).toBe(commandList.length);
  for (const { input } of commandList)
    for (const option of Object.values(input.shape))
      expect((option as { meta(): { description?: string } }).meta().description).toBeTruthy();
  expect(findCommand('none')).toBeUndefined();
});

test('stored replies are read back', () => {
  for (const one of [failure('NP'), reply('loop.set', { mode: 'queue' })])
    expect(storedReply.parse(JSON.parse(JSON.stringify(one)))).toEqual(one);
});
