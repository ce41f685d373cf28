import { readFileSync, readdirSync } from 'node:fs';
import { sessionDrainReport } from '@anankor/admin';
import { parseJob, readRegistration } from '@anankor/ipc';
import { snapshotOf } from '@anankor/music';
import { InputReader, guildSettings, jsonOf, readLeniently } from '@anankor/schemas';
import { assignmentItem } from '@anankor/storage';
import { describe, expect, it } from 'vitest';
import { GatewaySessions } from '../src/bot/gateway-session.ts';
import { voiceSnapshot } from '../src/bot/persisted-gateway.ts';
import { nodeSession } from '../src/lavalink/node-sessions.ts';
import { parseRecord } from '../src/services/job-record.ts';
import { readEntry } from '../src/services/read-entries.ts';
import { readSession } from '../src/services/read-session.ts';
import type { StoredSession } from '../src/services/read-session.ts';

interface Stored {
  session: StoredSession & { hash: Record<string, string> };
  heads: Record<string, string>;
  loadingEntry: string;
  jobs: string[];
  jobRecords: string[];
  registration: string;
  nodeSession: string;
  gatewaySessions: string;
  voiceSnapshot: string;
  drainReport: string;
  assignment: object;
  guildSettings: object;
}

const folder = new URL('../../../packages/schemas/tests/fixtures/stored/', import.meta.url);
const versions = readdirSync(folder).filter((name) => name.endsWith('.json'));
const reader = new InputReader('redis', ({ kind }) => {
  throw new Error(`${kind} can’t be read`);
});
const storedBy = (file: string): Stored => JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Stored;

it('has a fixture of the version before there were any, and of the first', () => {
  expect(versions).toEqual(expect.arrayContaining(['78876eb.json', '1.json']));
});

describe.each(versions)('what %s stored is read', (file) => {
  const stored = storedBy(file);
  const guildId = (jsonOf(stored.session.hash['head']) as { guildId: string }).guildId;

  it('as a session, whole', () => {
    const loaded = readSession(guildId, stored.session);
    if (loaded.kind !== 'session') throw new Error(loaded.kind);
    expect(loaded.lost).toEqual([]);
    const { head, queue, history, stash } = snapshotOf(loaded.state);
    expect(head).toMatchObject({ guildId, version: 19, volume: 70, paused: true, undo: { what: 'shuffle' } });
    expect(head.current?.track.title).toBe('First Snow');
    expect(head.voice.server?.token).toBe('token');
    expect(head.unknown).toBeNull();
    expect(queue.map(({ id }) => id)).toEqual(stored.session.queue);
    expect([history.length, stash?.length]).toEqual([1, 2]);
  });

  it('as the heads of sessions that move, are parked or were stopped', () => {
    for (const [name, head] of Object.entries(stored.heads)) {
      const loaded = readSession(guildId, { ...stored.session, hash: { ...stored.session.hash, head } });
      expect({ name, loaded }).toMatchObject({ loaded: { kind: 'session', lost: [] } });
    }
  });

  it('as everything else that a worker reads', () => {
    expect(readEntry(stored.loadingEntry)).toMatchObject({ value: { placement: 'now' }, lost: [] });
    for (const job of stored.jobs) expect(parseJob(['job', job])).toHaveProperty('job.input.level', 70);
    const kinds = stored.jobRecords.map((record) => Object.keys(parseRecord(record))[0]);
    expect(kinds.sort()).toEqual(['adopted', 'load', 'movedTo', 'reply']);
    expect(readRegistration(stored.registration)).toMatchObject({ label: 'worker-1' });
    expect(nodeSession.read(stored.nodeSession)).toMatchObject({ lost: [] });
    expect(GatewaySessions.parse(stored.gatewaySessions, reader).get(0)).toMatchObject({ sequence: 4 });
    const voice = readLeniently(voiceSnapshot, jsonOf(stored.voiceSnapshot));
    expect(Object.values(voice?.value ?? {}).map(({ bot }) => bot)).toEqual([false, true]);
    expect(voice?.lost).toEqual([]);
    expect(sessionDrainReport.read(stored.drainReport)).toMatchObject({ value: { done: true }, lost: [] });
    expect(assignmentItem.parse(stored.assignment)).toMatchObject({ lost: [] });
    expect(guildSettings.parse(stored.guildSettings)).toMatchObject({ value: { volume: 80 }, lost: [] });
  });
});
