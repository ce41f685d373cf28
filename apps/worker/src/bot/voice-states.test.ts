import { describe, expect, it } from 'vitest';
import { VoiceStates } from './voice-states.ts';

const at = (channelId: string | null, flags: { bot?: boolean; deaf?: boolean } = {}) => ({
  channelId,
  bot: flags.bot ?? false,
  deaf: flags.deaf ?? false,
});

describe('VoiceStates', () => {
  it('knows who listens: neither bots nor the deafened', () => {
    const states = new VoiceStates();
    states.update('g', 'alice', at('c'));
    states.update('g', 'bot', at('c', { bot: true }));
    states.update('g', 'deaf', at('c', { deaf: true }));
    states.update('g', 'elsewhere', at('d'));
    expect(states.listeners('g', 'c')).toEqual(['alice']);
    expect(states.channelOf('g', 'bot')).toBe('c');
    expect(states.channelOf('g', 'nobody')).toBeNull();
  });

  it('tells what changed, and which guilds to write', () => {
    const states = new VoiceStates();
    expect(states.update('g', 'alice', at('c'))).toBe(true);
    expect(states.update('g', 'alice', at('c'))).toBe(false);
    expect(states.update('g', 'alice', at('c', { deaf: true }))).toBe(true);
    expect(states.update('g', 'bob', at(null))).toBe(false);
    expect(states.takeChanged()).toEqual(['g']);
    expect(states.takeChanged()).toEqual([]);
    expect(states.update('g', 'alice', at(null))).toBe(true);
    expect(states.takeChanged()).toEqual(['g']);
    expect(states.snapshot('g')).toEqual({});
  });

  it('is restored from a snapshot, and forgets', () => {
    const states = new VoiceStates();
    states.replace('g', { alice: { channelId: 'c', bot: false, deaf: false } });
    states.replace('h', { bob: { channelId: 'd', bot: false, deaf: false } });
    expect(states.snapshot('g')).toEqual({ alice: { channelId: 'c', bot: false, deaf: false } });
    states.forget('g');
    expect(states.listeners('g', 'c')).toEqual([]);
    states.takeChanged();
    states.reset();
    expect(states.takeChanged()).toEqual(['h']);
    states.replace('h', {});
    states.replace('nobody', {});
    expect(states.takeChanged()).toEqual([]);
    expect(states.listeners('h', 'd')).toEqual([]);
  });
});
