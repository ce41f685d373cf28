import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readLeniently } from './read-leniently.ts';
import { sessionPlayback, sessionRest } from './session.ts';
import { storedPart, storedShape } from './stored-shape.ts';
import { queueEntry } from './track.ts';

const lamp = storedShape(2, {
  name: z.string(),
  level: z.number().min(0).max(9).default(3),
  bulbs: z.array(z.string()).default([]),
  socket: storedPart({ kind: z.string(), volts: z.number().default(230) })
    .nullable()
    .default(null),
});

describe('a stored shape', () => {
  it('fills in what an older object lacks', () => {
    expect(lamp.read('{"name":"a","socket":{"kind":"E27"}}')).toEqual({
      value: { name: 'a', level: 3, bulbs: [], socket: { kind: 'E27', volts: 230 } },
      lost: [],
    });
  });

  it('writes back what a newer one has more, and its own version', () => {
    const newer = {
      v: 7,
      name: 'a',
      level: 1,
      bulbs: [],
      socket: { kind: 'E27', volts: 230, hot: true },
      colour: 'red',
    };
    const read = lamp.read(JSON.stringify(newer))!;
    expect(lamp.unknownOf(read.value)).toEqual({ colour: 'red' });
    expect(JSON.parse(lamp.write({ ...read.value, level: 5 }))).toEqual({ ...newer, level: 5, v: 2 });
  });

  it('leaves out the smallest part that can’t be read', () => {
    const stored = { name: 'a', level: 10, bulbs: ['x', 5, 'y', null], socket: { kind: 5, volts: 1 } };
    expect(lamp.parse(stored)).toEqual({
      value: { name: 'a', level: 3, bulbs: ['x', 'y'], socket: null },
      lost: ['level', 'bulbs.1', 'bulbs.2', 'socket.kind', 'socket'],
    });
  });

  it.each(['', 'null', '[]', '{', '5', '{"level":1}', '{"name":null}'])('is not there in %j', (text) => {
    expect(lamp.read(text)).toBeNull();
  });

  it('gives up on what is all wrong', () => {
    expect(
      readLeniently(
        z.array(z.string()),
        Array.from({ length: 100 }, (_, n) => n),
      ),
    ).toBeNull();
  });
});

it('a session’s head is readable whatever field is missing, but its channel', () => {
  expect(sessionPlayback.read('{}')?.lost).toEqual([]);
  const rest = { id: 's', guildId: 'g', channelId: 'c', textChannelId: 't' };
  expect(sessionRest.parse(rest)?.lost).toEqual([]);
  expect(sessionRest.parse({ ...rest, channelId: undefined })).toBeNull();
});

it('an entry keeps what it does not know', () => {
  const entry = { id: 'e', state: 'ready', mood: 1, track: { encoded: 'x', isrc: 'y' } };
  expect(queueEntry.parse(entry)).toMatchObject({ mood: 1, track: { isrc: 'y', title: '', durationMs: 0 } });
});
