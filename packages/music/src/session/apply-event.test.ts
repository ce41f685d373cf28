import { describe, expect, it } from 'vitest';
import { after, CHANNEL, ids, ready, session, TEXT, USER } from '../../tests/fixtures.ts';
import * as music from './index.ts';
import type { SessionDraft, SessionEvent, SessionState } from './index.ts';

const OTHER = '200000000000000002';
const happen = (state: SessionState, now: number, ...events: SessionEvent[]): SessionState =>
  events.reduce(
    (next, event) => after(next, now, (draft) => music.applyEvent(draft, event, Math.random)),
    state,
  );
const ends = (state: SessionState, now: number, event: SessionEvent): boolean =>
  music.transition(state, now, (draft) => music.applyEvent(draft, event, Math.random)).state === null;
const changes = (state: SessionState, now: number, event: SessionEvent): number =>
  music.transition(state, now, (draft) => music.applyEvent(draft, event, Math.random)).changes.length;

const joined: SessionEvent[] = [
  { type: 'voiceState', channelId: CHANNEL, sessionId: 'voice' },
  { type: 'voiceServer', token: 'token', endpoint: 'voice.example' },
  { type: 'nodeReady', name: 'one', sessionId: 'lavalink', kept: false },
];
const current = { entryId: 'a', play: 1 };
const started: SessionEvent = { type: 'trackStarted', ...current };

/** Two tracks queued, the first one heard from 1,000 on. */
function playing(work: (draft: SessionDraft) => unknown = () => undefined): SessionState {
  const queued = after(session(), 0, (draft) => {
    music.enqueue(draft, [ready('a'), ready('b')], 'end');
    work(draft);
  });
  return happen(queued, 1_000, ...joined, started);
}

describe('the clock', () => {
  it('runs where the length is not known, and stands where it was when the node is gone', () => {
    const odd = after(session(), 0, (draft) => music.enqueue(draft, [ready('a', { durationMs: 0 })], 'end'));
    const state = happen(odd, 1_000, ...joined, started);
    expect(music.positionAt(state.head, 61_000)).toBe(60_000);
    const lost = happen(state, 61_000, { type: 'nodeLost', name: 'one', at: 61_000 });
    expect(music.positionAt(lost.head, 90_000)).toBe(59_600);
    expect(music.wantedPlayer(happen(lost, 62_000, ...joined.slice(2)), 62_000)).toMatchObject({
      track: { positionMs: 59_600, endMs: null },
    });
    after(state, 61_000, (draft) => {
      expect(music.seek(draft, 500_000)).toMatchObject({ positionMs: 500_000 });
    });
  });

  it('stands until the node says that the track began, and while it is paused', () => {
    const state = playing();
    expect(music.positionAt(state.head, 31_000)).toBe(30_000);
    const paused = after(state, 31_000, music.pause);
    expect(music.positionAt(paused.head, 99_000)).toBe(30_000);
    const resumed = after(paused, 100_000, music.resume);
    expect(music.positionAt(resumed.head, 101_000)).toBe(31_000);
    expect(music.positionAt(resumed.head, 10_000_000)).toBe(180_000);
  });

  it('runs as fast as the filters make it', () => {
    const state = after(playing(), 11_000, (draft) =>
      music.setFilters(draft, { timescale: { speed: 2, rate: 0.75 } }),
    );
    expect(music.positionAt(state.head, 21_000)).toBe(25_000);
    expect(music.playbackSpeed({ timescale: { speed: 0 } })).toBe(1);
    expect(music.playbackSpeed({ timescale: 'fast' })).toBe(1);
  });

  it('follows the player where they differ, and costs no write where they do not', () => {
    const state = playing();
    const update = (positionMs: number, connected = true): SessionEvent => ({
      type: 'playerUpdate',
      ...current,
      positionMs,
      time: 11_000,
      connected,
    });
    expect(changes(state, 11_000, update(9_500))).toBe(0);
    expect(music.positionAt(happen(state, 11_000, update(4_000)).head, 12_000)).toBe(5_000);
    const cut = happen(state, 11_000, update(10_000, false));
    expect(music.positionAt(cut.head, 60_000)).toBe(10_000);
    const up = happen(cut, 61_000, { ...update(10_000), time: 61_000 } as SessionEvent);
    expect(music.positionAt(up.head, 62_000)).toBe(11_000);
  });

  it('takes a position for that of a seek only when it is near it', () => {
    const sought = after(playing(), 11_000, (draft) => music.seek(draft, 100_000));
    const early = happen(sought, 11_100, {
      type: 'playerUpdate',
      ...current,
      positionMs: 10_000,
      time: 11_100,
      connected: true,
    });
    expect(early.head.seeking).toBe(true);
    const there = happen(sought, 12_000, {
      type: 'playerUpdate',
      ...current,
      positionMs: 101_000,
      time: 12_000,
      connected: true,
    });
    expect(there.head).toMatchObject({ seeking: false });
    expect(music.positionAt(there.head, 12_000)).toBe(101_000);
  });
});

describe('the end of a track', () => {
  it('counts once, however often it is told', () => {
    const end: SessionEvent = { type: 'trackEnded', ...current, reason: 'finished' };
    const next = happen(playing(), 181_000, end);
    expect(next.head.current?.id).toBe('b');
    expect(changes(next, 181_001, end)).toBe(0);
  });

  it('counts once for a repeated track as well', () => {
    const end: SessionEvent = { type: 'trackEnded', ...current, reason: 'finished' };
    const again = happen(
      playing((draft) => music.setLoop(draft, 'track')),
      181_000,
      end,
    );
    expect(again.head).toMatchObject({ current: { id: 'a' }, play: 2, started: false });
    expect(changes(again, 181_001, end)).toBe(0);
  });

  it('of somebody else’s doing moves nothing on', () => {
    for (const reason of ['stopped', 'replaced', 'cleanup'] as const)
      expect(changes(playing(), 2_000, { type: 'trackEnded', ...current, reason })).toBe(0);
  });

  it('by failure tries the next, and after several in a row stops, with the queue kept', () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    let state = after(session(), 0, (draft) =>
      music.enqueue(
        draft,
        names.map((name) => ready(name)),
        'end',
      ),
    );
    for (let play = 1; state.head.current; play++) {
      const entryId = state.head.current.id;
      state = happen(state, play, { type: 'trackException', entryId, play, message: 'broken' });
    }
    expect(ids(state.queue)).toEqual(['f', 'g']);
    expect(ids(state.history)).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(after(state, 99, music.resume).head.current?.id).toBe('f');
  });

  it('by failure is forgotten when one plays', () => {
    const once = happen(playing(), 2_000, { type: 'trackStuck', ...current });
    expect(once.head.failures).toBe(1);
    const ref = { entryId: 'b', play: 2 };
    const played = happen(once, 9_000, {
      type: 'playerUpdate',
      ...ref,
      positionMs: 5_000,
      time: 9_000,
      connected: true,
    });
    expect(played.head.failures).toBe(0);
  });
});

describe('voice', () => {
  it('is complete with both halves, in any order, and void without an endpoint', () => {
    const [stateHalf, serverHalf] = joined as [SessionEvent, SessionEvent];
    for (const order of [
      [stateHalf, serverHalf],
      [serverHalf, stateHalf],
    ])
      expect(music.voiceCredentials(happen(session(), 5, ...order).head)).toEqual({
        token: 'token',
        endpoint: 'voice.example',
        sessionId: 'voice',
        channelId: CHANNEL,
      });
    const moving = happen(playing(), 5, { type: 'voiceServer', token: 'token', endpoint: null });
    expect(music.wantedPlayer(moving, 5)).toBe('pending');
    expect(changes(playing(), 5, serverHalf)).toBe(0);
  });

  it('follows who is moved, and parks who is sent out', () => {
    const moved = happen(playing(), 5, { type: 'voiceState', channelId: OTHER, sessionId: 'voice' });
    expect(moved.head.channelId).toBe(OTHER);
    expect(music.reconcileVoice(moved, OTHER)).toBeNull();
    const out = happen(playing(), 31_000, { type: 'voiceState', channelId: null, sessionId: 'voice' });
    expect(out.head).toMatchObject({
      parked: true,
      node: null,
      current: { id: 'a' },
      anchor: { positionMs: 30_000, at: null },
    });
    expect(music.wantedPlayer(out, 31_000)).toBe('none');
    expect(music.reconcileVoice(out, CHANNEL)).toEqual({ type: 'leave' });
    expect(changes(out, 32_000, { type: 'voiceState', channelId: OTHER, sessionId: 'voice' })).toBe(0);
    expect(
      ends(happen(session(), 1, ...joined), 2, { type: 'voiceState', channelId: null, sessionId: 'voice' }),
    ).toBe(true);
  });

  it('of a gateway session that was replaced ends late, and is not ours any more', () => {
    const reset = happen(playing(), 5, { type: 'voiceReset' });
    expect(music.reconcileVoice(reset, null)).toEqual({ type: 'join', channelId: CHANNEL });
    expect(changes(reset, 6, { type: 'voiceState', channelId: null, sessionId: 'voice' })).toBe(0);
  });

  it('that Discord closed is asked for again; after 4014 only if no voice state explains it', () => {
    const { voiceTimeoutMs } = music.defaultSettings;
    const seen = (at: number, now: number, connected: boolean) => {
      const out = happen(playing(), at, { type: 'voiceClosed', code: 4014 });
      expect(music.reconcileVoice(out, CHANNEL)).toBeNull();
      const voice = music.voiceCredentials(out.head)!;
      const player = { track: null, paused: false, volume: 100, filters: {}, voice, time: now, connected };
      return music.reconcile(music.wantedPlayer(out, now), player, now, voiceTimeoutMs).events;
    };
    const lost = [{ type: 'voiceClosed', code: null }];
    // At once, however long the connection stood; with a moment of doubt right after its credentials.
    expect(seen(60_000, 60_000, false)).toEqual(lost);
    expect(seen(4_000, 4_000, false)).toEqual(lost);
    expect(seen(4_000, 4_000, true)).toEqual([]);
    expect(seen(1_100, 2_599, false)).toEqual([]);
    expect(seen(1_100, 2_600, false)).toEqual(lost);
    expect(changes(playing(), 60_000, { type: 'voiceClosed', code: 4014 })).toBe(0);
    const joining = happen(session(), 5, joined[1] as SessionEvent);
    expect(changes(joining, 6, { type: 'voiceClosed', code: 4014 })).toBe(0);
    const closed = happen(playing(), 10_000, { type: 'voiceClosed', code: 4006 });
    expect(music.reconcileVoice(closed, CHANNEL)).toEqual({ type: 'rejoin', channelId: CHANNEL });
    expect(music.reconcileVoice(null, null)).toBeNull();
  });

  it('that closed right after new credentials is doubted, and asked for again if the player stays unconnected', () => {
    const doubted = happen(playing(), 1_100, { type: 'voiceClosed', code: 4006 });
    expect(music.reconcileVoice(doubted, CHANNEL)).toBeNull();
    const { voiceTimeoutMs } = music.defaultSettings;
    const wanted = music.wantedPlayer(doubted, 3_000);
    const voice = music.voiceCredentials(doubted.head)!;
    const player = { track: null, paused: false, volume: 100, filters: {}, voice, time: 3_000 };
    const seen = (connected: boolean) =>
      music.reconcile(wanted, { ...player, connected }, 3_000, voiceTimeoutMs).events;
    expect(seen(false)).toEqual([{ type: 'voiceClosed', code: null }]);
    expect(seen(true)).toEqual([]);
    const again = happen(doubted, 1_200, { type: 'voiceClosed', code: 4006 });
    expect(music.reconcileVoice(again, CHANNEL)).toEqual({ type: 'rejoin', channelId: CHANNEL });
  });
});

describe('nodes', () => {
  it('that are lost stop the clock where it was, a little before', () => {
    const lost = happen(playing(), 41_000, { type: 'nodeLost', name: 'one', at: 31_000 });
    expect(lost.head).toMatchObject({ node: null, started: false, anchor: { positionMs: 29_600, at: null } });
    const elsewhere = happen(lost, 42_000, { type: 'nodeReady', name: 'two', sessionId: 'x', kept: false });
    expect(elsewhere.head.node?.name).toBe('two');
    expect(music.wantedPlayer(elsewhere, 42_000)).toMatchObject({
      track: { positionMs: 29_600, started: false },
    });
    expect(changes(playing(), 5, { type: 'nodeLost', name: 'two', at: 1 })).toBe(0);
  });

  it('that come back with the players change nothing but the session’s name', () => {
    const back = happen(playing(), 31_000, { type: 'nodeReady', name: 'one', sessionId: 'next', kept: true });
    expect(back.head).toMatchObject({ started: true, node: { sessionId: 'next' } });
    expect(music.positionAt(back.head, 31_000)).toBe(30_000);
    const anew = happen(playing(), 31_000, {
      type: 'nodeReady',
      name: 'one',
      sessionId: 'next',
      kept: false,
    });
    expect(anew.head).toMatchObject({ started: false, anchor: { positionMs: 29_600 } });
    expect(changes(playing(), 31_000, { type: 'nodeReady', name: 'two', sessionId: 'x', kept: true })).toBe(
      0,
    );
  });
});

describe('listeners and time', () => {
  const [one, two, three] = ['1', '2', '3'] as const;

  it('count the votes of those who are there', () => {
    const voted = after(playing(), 5, (draft) => music.voteSkip(draft, one, [one, two, three]));
    expect(voted.head.votes).toEqual([one]);
    expect(after(voted, 6, (draft) => music.voteSkip(draft, one, [one, two, three]))).toBe(voted);
    const left = happen(voted, 7, { type: 'listeners', userIds: [two, three] });
    expect(left.head.votes).toEqual([]);
    const fewer = happen(voted, 7, { type: 'listeners', userIds: [one, two] });
    expect(fewer.head).toMatchObject({ current: { id: 'b' }, votes: [] });
    expect(music.transition(session(), 0, (draft) => music.voteSkip(draft, one, [])).result).toBe('NP');
  });

  it('end a session that nobody hears, or that plays nothing', () => {
    const { emptyMs, idleMs } = music.defaultSettings;
    const alone = happen(playing(), 5_000, { type: 'listeners', userIds: [] });
    expect(ends(alone, 5_000 + emptyMs - 1, { type: 'tick' })).toBe(false);
    expect(ends(alone, 5_000 + emptyMs, { type: 'tick' })).toBe(true);
    const back = happen(alone, 6_000, { type: 'listeners', userIds: [USER] });
    expect(ends(back, 9_000_000, { type: 'tick' })).toBe(false);
    expect(ends(session(1), 1 + idleMs, { type: 'tick' })).toBe(true);
    const parked = after(playing(), 5_000, (draft) => music.leave(draft, true));
    expect(ends(parked, 9_000_000, { type: 'tick' })).toBe(false);
  });

  it('forget what can be taken back', () => {
    const stopped = after(playing(), 5_000, music.stop);
    const { undoMs, ...rest } = { ...music.defaultSettings, idleMs: Infinity };
    const tick = (draft: SessionDraft): void => music.applyEvent(draft, { type: 'tick' }, Math.random);
    const later = music.transition(stopped, 5_000 + undoMs, tick, { undoMs, ...rest }).state!;
    expect(later.stash).toBeNull();
    expect(music.transition(later, 0, music.undo).result).toBe('nothing');
  });
});

describe('leaving', () => {
  it('with the queue, comes back to it', () => {
    const parked = after(playing(), 31_000, (draft) => {
      expect(music.leave(draft, true)).toEqual({ channelId: CHANNEL, kept: 2 });
    });
    const back = after(parked, 99_000, (draft) => music.unpark(draft, OTHER, TEXT));
    expect(back.head).toMatchObject({
      parked: false,
      channelId: OTHER,
      current: { id: 'a' },
      anchor: { positionMs: 30_000 },
    });
  });

  it('without, or with nothing to keep, is the end, and removes all', () => {
    const gone = music.transition(playing(), 5, (draft) => music.leave(draft, false));
    expect(gone).toEqual({
      state: null,
      changes: [{ type: 'end' }],
      result: { channelId: CHANNEL, kept: 0 },
    });
    expect(music.applyChanges(playing(), gone.changes)).toBeNull();
    expect(music.transition(session(), 5, (draft) => music.leave(draft, true)).state).toBeNull();
  });
});

describe('a stored session', () => {
  it('is restored as it was', () => {
    const state = after(playing(), 5_000, (draft) => music.shuffle(draft, Math.random));
    const stored = JSON.parse(JSON.stringify(music.snapshotOf(state))) as music.SessionSnapshot;
    expect(music.restoreSession(stored)).toEqual(state);
    const plain = JSON.parse(JSON.stringify(music.snapshotOf(session()))) as music.SessionSnapshot;
    expect(music.restoreSession(plain)).toEqual(session());
  });
});

describe('a bot that is not heard', () => {
  const told = (silenced: 'muted' | 'suppressed' | null): SessionEvent => ({
    type: 'voiceState',
    channelId: CHANNEL,
    sessionId: 'voice',
    silenced,
  });

  it('waits: its clock stands and its player is paused, until it is heard again', () => {
    const muted = happen(playing(), 11_000, told('muted'));
    expect(music.positionAt(muted.head, 99_000)).toBe(10_000);
    expect(music.wantedPlayer(muted, 99_000)).toMatchObject({ paused: true, track: { positionMs: 10_000 } });
    expect(muted.head.paused).toBe(false);
    const heard = happen(muted, 100_000, told(null));
    expect(music.positionAt(heard.head, 101_000)).toBe(11_000);
    expect(music.wantedPlayer(heard, 101_000)).toMatchObject({ paused: false });
  });

  it('stays paused where a member paused it, and begins nothing that nobody hears', () => {
    const muted = happen(playing(music.pause), 11_000, told('suppressed'), told(null));
    expect(muted.head.paused).toBe(true);
    const next = after(happen(playing(), 11_000, told('muted')), 12_000, (draft) => music.skip(draft));
    const begun = happen(next, 13_000, { type: 'trackStarted', entryId: 'b', play: 2 });
    expect(music.positionAt(begun.head, 99_000)).toBe(0);
    const sought = after(begun, 14_000, (draft) => music.seek(draft, 50_000));
    expect(music.positionAt(sought.head, 99_000)).toBe(50_000);
  });

  it('has members told when it changes in the channel, not as the bot comes in', () => {
    const kinds = (state: SessionState) => state.head.notices.map(({ notice }) => notice.kind);
    const entered = happen(session(), 0, told('suppressed'), told(null));
    expect(kinds(entered)).toEqual([]);
    const muted = happen(playing(), 11_000, told('muted'));
    expect(kinds(muted)).toEqual(['muted']);
    expect(kinds(happen(muted, 12_000, told('muted'), told(null), told(null)))).toEqual([
      'muted',
      'heardAgain',
    ]);
    const taken = happen(playing(), 2_000, { type: 'channelTaken', channelId: CHANNEL });
    expect(taken.head.notices.at(-1)?.notice).toEqual({ kind: 'channelTaken', channelId: CHANNEL, kept: 2 });
    const refused: SessionEvent = { type: 'seatRefused', channelId: CHANNEL, entryIds: [] };
    expect(kinds(happen(playing(), 2_000, refused))).toEqual(['notLetIn']);
    expect(kinds(happen(playing(), 2_000, { ...refused, entryIds: ['b'] }))).toEqual([]);
  });

  it('is as what is found out later, and forgets it with its voice connection', () => {
    const muted = happen(playing(), 11_000, { type: 'silence', silenced: 'muted' });
    expect(muted.head.silenced).toBe('muted');
    expect(happen(muted, 12_000, { type: 'voiceReset' }).head.silenced).toBeNull();
    expect(after(muted, 12_000, (draft) => music.leave(draft, true)).head.silenced).toBeNull();
  });
});

describe('a session that sits in no channel', () => {
  const kicked: SessionEvent = { type: 'voiceState', channelId: null, sessionId: 'voice' };
  const DAY = 86_400_000;

  it('needs no assignment, and one again where it is called', () => {
    const parked = happen(playing(), 2_000, kicked);
    expect(music.assignedChannel(playing())).toBe(CHANNEL);
    expect(music.assignedChannel(parked)).toBeNull();
    const back = after(parked, 3_000, (draft) => music.unpark(draft, OTHER, TEXT));
    expect(music.assignedChannel(back)).toBe(OTHER);
    const moving = { id: 'm', to: 'w', since: 1, at: 4_000 };
    expect(music.assignedChannel(after(parked, 4_000, (draft) => music.beginMove(draft, moving)))).toBe(
      CHANNEL,
    );
  });

  it('keeps its queue for a day, and ends at once when nothing is kept any more', () => {
    const parked = happen(playing(), 2_000, kicked);
    expect(ends(parked, 2_000 + DAY - 1, { type: 'tick' })).toBe(false);
    expect(ends(parked, 2_000 + DAY, { type: 'tick' })).toBe(true);
    const emptied = after(parked, 3_000, (draft) => {
      music.removeEntry(draft, 'b');
      draft.setCurrent(null);
    });
    expect(ends(emptied, 4_000, { type: 'tick' })).toBe(true);
  });

  it('is what becomes of one whose channel is another worker’s', () => {
    const taken = (channelId: string): SessionEvent => ({ type: 'channelTaken', channelId });
    expect(happen(playing(), 2_000, taken(OTHER)).head.parked).toBe(false);
    const parked = happen(playing(), 2_000, taken(CHANNEL));
    expect(parked.head).toMatchObject({ parked: true, current: { id: 'a' } });
    expect(happen(parked, 3_000, taken(CHANNEL))).toBe(parked);
  });

  it('is what becomes of one that Discord does not let in, without what was typed for that', () => {
    const refused: SessionEvent = { type: 'seatRefused', channelId: CHANNEL, entryIds: ['b'] };
    const list = after(playing(), 2_000, (draft) => music.enqueue(draft, [ready('b.1'), ready('c')], 'end'));
    const parked = happen(list, 3_000, refused);
    expect(parked.head.parked).toBe(true);
    expect(ids(parked.queue)).toEqual(['c']);
    expect(ends(playing(), 3_000, { ...refused, entryIds: ['a', 'b'] })).toBe(true);
    expect(changes(playing(), 3_000, { ...refused, channelId: OTHER })).toBe(0);
  });

  it('writes nothing for who comes and goes there', () => {
    const parked = happen(playing(), 2_000, kicked);
    expect(changes(parked, 3_000, { type: 'listeners', userIds: [] })).toBe(0);
  });
});

describe('refusals', () => {
  it('are codes, not exceptions', () => {
    const small = { ...music.defaultSettings, queueLimit: 2 };
    const of = <R>(work: (draft: SessionDraft) => R, state = session()): R =>
      music.transition(state, 0, work, small).result;
    expect(of(music.stop)).toBe('NP');
    expect(of(music.pause)).toBe('NP');
    expect(of(music.resume)).toBe('NP');
    expect(of(music.back)).toBe('EQ');
    expect(of((draft) => music.skip(draft))).toBe('NP');
    expect(of((draft) => music.seek(draft, 1))).toBe('NP');
    expect(of((draft) => music.setVolume(draft, 201))).toBe('OR');
    expect(of((draft) => music.removeEntry(draft, 'x'))).toBe('OR');
    expect(of((draft) => music.shuffle(draft, Math.random))).toBe('EQ');
    const stream = after(session(), 0, (draft) =>
      music.enqueue(draft, [ready('s', { isStream: true })], 'end'),
    );
    expect(of((draft) => music.seek(draft, 1), stream)).toBe('LV');
    expect(of((draft) => music.seek(draft, 999_999), playing())).toBe('OR');
    expect(of(music.resume, playing())).toBe('already');
    const many = ['a', 'b', 'c', 'd'].map((id) => ready(id));
    expect(of((draft) => music.enqueue(draft, many, 'end'))).toEqual({ added: 2, skipped: 2, position: 0 });
    expect(
      of((draft) => [music.enqueue(draft, many, 'end'), music.enqueue(draft, [ready('x')], 'end')][1]),
    ).toMatchObject({ added: 1, position: 2 });
    const full = after(session(), 0, (draft) => music.enqueue(draft, many, 'end'));
    expect(of((draft) => music.enqueue(draft, many, 'end'), full)).toBe('QL');
  });
});
