import { InputReader } from '@anankor/schemas';
import { describe, expect, it } from 'vitest';
import { GatewaySessions } from './gateway-session.ts';

const told: string[] = [];
const reader = new InputReader('redis', ({ kind }) => told.push(kind));

const shard = (sequence: number) => ({
  sessionId: 's',
  sequence,
  resumeURL: 'wss://r',
  shardId: 0,
  shardCount: 1,
});

describe('GatewaySessions', () => {
  it('brings back what an earlier owner stored', () => {
    const sessions = GatewaySessions.parse(null, reader);
    sessions.update(0, shard(7));
    const restored = GatewaySessions.parse(sessions.serialize(), reader);
    expect(restored.get(0)).toEqual(shard(7));
    expect(restored.shardCount).toBe(1);
    expect(restored.resumeUrl).toBe('wss://r');
  });

  it('is dirty after a change, once', () => {
    const sessions = GatewaySessions.parse(null, reader);
    expect(sessions.takeDirty()).toBe(false);
    sessions.update(0, shard(1));
    expect(sessions.takeDirty()).toBe(true);
    expect(sessions.takeDirty()).toBe(false);
    sessions.markDirty();
    expect(sessions.takeDirty()).toBe(true);
  });

  it('forgets a session that the gateway ended, but not one that is handed over', () => {
    const sessions = GatewaySessions.parse(null, reader);
    sessions.update(0, shard(1));
    sessions.freeze();
    sessions.update(0, null);
    expect(sessions.get(0)).toEqual(shard(1));
    const other = GatewaySessions.parse(sessions.serialize(), reader);
    other.update(0, null);
    expect(other.get(0)).toBeNull();
    expect(other.resumeUrl).toBeNull();
  });

  it.each([
    'no json',
    '{"0":{"sessionId":1}}',
    '[]',
    JSON.stringify({ 0: { ...shard(1), resumeURL: 'no address' } }),
  ])('takes unreadable text for none: %s', (text) => {
    told.length = 0;
    expect(GatewaySessions.parse(text, reader).get(0)).toBeNull();
    expect(told).toEqual(text === '[]' ? [] : ['gateway sessions']);
  });
});
