import { defaultSettings, transition } from '@anankor/music';
import * as music from '@anankor/music';
import type { LoadOutcome, SessionState } from '@anankor/music';
import { defaultGuildSettings } from '@anankor/schemas';
import type { FailureCode, Job, Reply, Track } from '@anankor/schemas';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide } from './decide.ts';
import type { Decision } from './decide.ts';
import type { Facts } from './handler.ts';
import { decideLoaded } from './loaded.ts';
import { handlers } from './registry.ts';

const GUILD = '100000000000000001';
const CHANNEL = '200000000000000001';
const OTHER = '200000000000000002';
const TEXT = '300000000000000001';
const DJ = '400000000000000001';
const LISTENER = '400000000000000002';
const THIRD = '400000000000000003';

const facts = (part: Partial<Facts> = {}): Facts => ({
  listeners: [DJ, LISTENER, THIRD],
  random: () => 0.5,
  nodeUp: true,
  playerUp: true,
  workerName: 'Worker 1',
  settings: defaultSettings,
  ...part,
});
let jobs = 0;
const job = (command: string, input: Job['input'] = {}, part: Partial<Job> = {}): Job => ({
  v: 1,
  jobId: `job-${jobs++}`,
  command,
  input,
  guildId: GUILD,
  channelId: CHANNEL,
  textChannelId: TEXT,
  actor: { userId: DJ, isDj: true },
  origin: { kind: 'command' },
  reply: { applicationId: GUILD, interactionId: GUILD, token: 'secret', locale: 'en-US' },
  issuedAt: 0,
  expiresAt: 60_000,
  ...part,
});
const asListener = { actor: { userId: LISTENER, isDj: false } };
const track = (name: string, part: Partial<Track> = {}): Track => ({
  encoded: name,
  identifier: name,
  title: name,
  author: 'Author',
  durationMs: 100_000,
  uri: null,
  artworkUrl: null,
  isStream: false,
  isSeekable: true,
  sourceName: 'library',
  ...part,
});

function replyOf({ outcome }: Decision): Reply {
  if (!('reply' in outcome)) throw new Error('no reply yet');
  return outcome.reply;
}
function expectFailure(decision: Decision, code: FailureCode, state: SessionState | null): void {
  expect(replyOf(decision)).toMatchObject({ key: 'failure', code });
  expect(decision.state).toBe(state);
  expect(decision.changes).toEqual([]);
}
/** A session after these commands, each decided at `now`, with every load answered by a track of the query's name. */
function session(...commands: [string, Job['input']?, Partial<Job>?][]): SessionState {
  let state: SessionState | null = null;
  for (const [command, input, part] of commands) {
    const decision: Decision = decide(state, job(command, input, part), 0, facts());
    state = decision.state;
    if ('load' in decision.outcome) {
      const { query } = decision.outcome.load;
      const outcome: LoadOutcome = { kind: 'track', tracks: [track(query)] };
      state = decideLoaded(state, { ...decision.outcome.load, outcome }, 0, facts()).state;
    }
  }
  if (state === null) throw new Error('no session');
  return state;
}
const two = (): SessionState => session(['play', { query: 'a' }], ['play', { query: 'b' }]);

describe('what every command is refused for', () => {
  it('NS: no session, or one that was left', () => {
    for (const command of Object.keys(handlers).filter((path) => path !== 'play' && path !== 'join'))
      expectFailure(
        decide(null, job(command, command === 'loop' ? { mode: 'off' } : {}), 0, facts()),
        'NS',
        null,
      );
    const parked = decide(two(), job('leave', { keep_queue: true }), 0, facts()).state;
    expectFailure(decide(parked, job('nowplaying'), 0, facts()), 'NS', parked);
  });

  it('WC: another channel than the session’s', () => {
    const state = two();
    for (const command of ['pause', 'join', 'nowplaying']) {
      const decision = decide(state, job(command, {}, { channelId: OTHER }), 0, facts());
      expectFailure(decision, 'WC', state);
      expect(replyOf(decision)).toMatchObject({
        params: { sessions: [{ channelId: CHANNEL, workerName: 'Worker 1' }] },
      });
    }
  });

  it('PD: no DJ, not the requester, not alone', () => {
    const state = two();
    for (const command of ['pause', 'resume', 'stop', 'queue shuffle', 'queue undo', 'leave'])
      expectFailure(decide(state, job(command, {}, asListener), 0, facts()), 'PD', state);
    const alone = decide(state, job('pause', {}, asListener), 0, facts({ listeners: [LISTENER] }));
    expect(replyOf(alone).key).toBe('pause.done');
    const own = session(['play', { query: 'a' }, asListener]);
    expect(replyOf(decide(own, job('pause', {}, asListener), 0, facts())).key).toBe('pause.done');
  });

  it('SP: a button of another session or an earlier track, with the panel as it is', () => {
    const state = two();
    const press = (sessionId: string, revision: number | null): Decision =>
      decide(state, job('pause', {}, { origin: { kind: 'component', sessionId, revision } }), 0, facts());
    expectFailure(press(state.head.id, state.head.revision - 1), 'SP', state);
    expectFailure(press('another', state.head.revision), 'SP', state);
    expect(replyOf(press('another', 0))).toMatchObject({
      params: { panel: { track: { title: 'a' }, queued: 1 } },
    });
    expect(replyOf(press(state.head.id, state.head.revision)).key).toBe('pause.done');
    expect(replyOf(press(state.head.id, null)).key).toBe('pause.done');
  });

  it('ER: what no version of the master sends', () => {
    expectFailure(decide(null, job('dance'), 0, facts()), 'ER', null);
    expectFailure(decide(null, job('ping'), 0, facts()), 'ER', null);
    expectFailure(decide(null, job('play', { query: 7 }), 0, facts()), 'ER', null);
  });

  it('NP: nothing plays', () => {
    const idle = session(['join']);
    for (const command of ['pause', 'resume', 'skip', 'stop', 'nowplaying'])
      expectFailure(decide(idle, job(command), 0, facts()), 'NP', idle);
    expectFailure(decide(idle, job('skip', {}, asListener), 0, facts()), 'NP', idle);
  });

  it('EQ and OR: an empty queue, a page or level that is none', () => {
    const idle = session(['join']);
    expectFailure(decide(idle, job('queue show'), 0, facts()), 'EQ', idle);
    expectFailure(decide(idle, job('queue shuffle'), 0, facts()), 'EQ', idle);
    const state = two();
    expectFailure(decide(state, job('queue show', { page: 2 }), 0, facts()), 'OR', state);
    expect(replyOf(decide(state, job('queue show', { page: 2 }), 0, facts()))).toMatchObject({
      params: { min: 1, max: 1 },
    });
  });
});

describe('/play', () => {
  const load = (state: SessionState | null, input: Job['input'], part?: Partial<Job>, given = facts()) => {
    const decision = decide(state, job('play', input, part), 0, given);
    if (!('load' in decision.outcome)) throw new Error('no load');
    const begun = decision.outcome.load;
    return (outcome: LoadOutcome, now = 0) => decideLoaded(decision.state, { ...begun, outcome }, now, given);
  };

  it('starts in a new session, and queues behind with the time until then', () => {
    const started = load(null, { query: 'a' })({ kind: 'track', tracks: [track('a')] });
    expect(started.reply).toMatchObject({
      key: 'play.started',
      params: { track: { title: 'a' }, channelId: CHANNEL },
    });
    const { reply } = load(started.state, { query: 'words' })({
      kind: 'search',
      tracks: [track('b'), track('c')],
    });
    expect(reply).toMatchObject({
      key: 'play.queued',
      params: { track: { title: 'b' }, position: 1, startsInMs: 100_000, waitsForNode: false },
    });
  });

  it('says nothing of a track that only a player needs: replies are kept', () => {
    const started = load(null, { query: 'a' })({ kind: 'track', tracks: [track('a')] });
    const { state } = load(started.state, { query: 'b' })({ kind: 'track', tracks: [track('b')] });
    const commands = ['nowplaying', 'queue show', 'pause', 'skip'].map((command) =>
      replyOf(decide(state, job(command, command === 'queue show' ? { page: 1 } : { count: 1 }), 0, facts())),
    );
    for (const shown of [started.reply, ...commands]) {
      expect(shown.tone).not.toBe('failure');
      expect(JSON.stringify(shown)).toContain('"title":"a"');
      expect(JSON.stringify(shown)).not.toMatch(/encoded|isSeekable/);
    }
  });

  it('tells no time where nobody knows it', () => {
    const stream: LoadOutcome = { kind: 'track', tracks: [track('s', { isStream: true, durationMs: 0 })] };
    const first = load(null, { query: 's' })(stream).state;
    const second = load(first, { query: 'b' })({ kind: 'track', tracks: [track('b')] });
    expect(second.reply).toMatchObject({ params: { startsInMs: null } });
    const behind = decide(two(), job('play', { query: 'open' }), 0, facts()).state;
    const third = load(behind, { query: 'c' })({ kind: 'track', tracks: [track('c')] });
    expect(third.reply).toMatchObject({ params: { position: 3, startsInMs: null } });
  });

  it('puts next and now where they belong; now is for DJs, where something plays', () => {
    const state = two();
    const next = load(
      state,
      { query: 'n', position: 'next' },
      asListener,
    )({ kind: 'track', tracks: [track('n')] });
    expect(next.reply).toMatchObject({ key: 'play.queued', params: { position: 1 } });
    const now = load(state, { query: 'n', position: 'now' })({ kind: 'track', tracks: [track('n')] });
    expect(now.reply).toMatchObject({ key: 'play.started' });
    expect(now.state?.head.current?.track.title).toBe('n');
    expectFailure(
      decide(state, job('play', { query: 'n', position: 'now' }, asListener), 0, facts()),
      'PD',
      state,
    );
    load(null, { query: 'n', position: 'now' }, asListener);
  });

  it('expands a playlist in its place, shuffled where wished, as far as there is room', () => {
    const list: LoadOutcome = {
      kind: 'playlist',
      name: 'List',
      tracks: ['p', 'q', 'r', 's'].map((name) => track(name)),
    };
    const small = facts({ settings: { ...defaultSettings, queueLimit: 3 } });
    const { reply, state } = load(two(), { query: 'list' }, {}, small)(list);
    expect(reply).toEqual({
      key: 'play.playlist',
      params: { name: 'List', added: 2, skipped: 2, unreadable: 0, position: 2 },
      tone: 'success',
    });
    expect(state?.queue.size).toBe(3);
    const mixed = load(null, { query: 'list', shuffle: true }, {}, facts({ random: () => 0 }))(list);
    expect(mixed.state?.head.current?.track.title).not.toBe('p');
    const linked = load(
      null,
      { query: 'list', shuffle: true },
      {},
      facts({ random: () => 0 }),
    )({
      ...list,
      linked: true,
    });
    expect(linked.state?.head.current?.track.title).toBe('p');
    expect(linked.state?.queue.first()).not.toMatchObject({ track: { title: 'q' } });
  });

  it('answers QL where there is no room, NM, LF, RS and SD where nothing came, and takes the place away', () => {
    const full = facts({ settings: { ...defaultSettings, queueLimit: 1 } });
    const state = two();
    expectFailure(decide(state, job('play', { query: 'x' }), 0, full), 'QL', state);
    const outcomes: [LoadOutcome, FailureCode, object][] = [
      [{ kind: 'empty' }, 'NM', { query: 'x' }],
      [{ kind: 'failed', cause: 'gone', reference: 'r' }, 'LF', { cause: 'gone' }],
      [{ kind: 'failed', cause: null, reference: 'r' }, 'LF', { reference: 'r' }],
      [{ kind: 'restricted', cause: 'age', reference: 'r' }, 'RS', { cause: 'age' }],
      [{ kind: 'restricted', cause: null, reference: 'r' }, 'RS', { reference: 'r' }],
      [{ kind: 'denied' }, 'SD', {}],
      [{ kind: 'busy' }, 'OV', {}],
    ];
    for (const [outcome, code, params] of outcomes) {
      const loaded = load(state, { query: 'x' })(outcome);
      expect(loaded.reply).toMatchObject({ key: 'failure', code, params });
      expect(loaded.state?.queue.size).toBe(1);
    }
  });

  it('skips and stops what is loading, and what is behind it goes on', () => {
    const first = decide(null, job('play', { query: 'slow' }), 0, facts());
    const second = decide(first.state, job('play', { query: 'quick' }), 0, facts());
    if (!('load' in first.outcome) || !('load' in second.outcome)) throw new Error('no load');
    const outcome: LoadOutcome = { kind: 'track', tracks: [track('quick')] };
    const behind = decideLoaded(second.state, { ...second.outcome.load, outcome }, 0, facts()).state;
    expect(behind?.head.current).toBeNull();
    const skipped = decide(behind, job('skip'), 0, facts());
    expect(replyOf(skipped)).toMatchObject({
      key: 'skip.done',
      params: { skipped: 1, track: { title: 'slow' }, next: { title: 'quick' } },
    });
    expect(skipped.state?.head.current?.track.title).toBe('quick');
    const late = decideLoaded(skipped.state, { ...first.outcome.load, outcome }, 0, facts());
    expect(late).toMatchObject({ changes: [], reply: { key: 'play.removed' } });

    const own = decide(null, job('play', { query: 'slow' }, asListener), 0, facts());
    expect(replyOf(decide(own.state, job('skip', {}, asListener), 0, facts())).key).toBe('skip.done');
    const vote = decide(first.state, job('skip', {}, asListener), 0, facts());
    expect(replyOf(vote)).toMatchObject({ key: 'skip.vote', params: { votes: 1, needed: 2 } });
    const third = { actor: { userId: THIRD, isDj: false } };
    expect(replyOf(decide(vote.state, job('skip', {}, third), 0, facts())).key).toBe('skip.done');
    expect(replyOf(decide(behind, job('stop'), 0, facts()))).toMatchObject({ params: { cleared: 2 } });

    const playing = decide(two(), job('play', { query: 'slow', position: 'next' }), 0, facts()).state;
    expect(replyOf(decide(playing, job('skip'), 0, facts()))).toMatchObject({
      params: { track: { title: 'a' }, next: { title: 'slow' } },
    });
  });

  it('counts lengths that are not known as unknown', () => {
    const outcome: LoadOutcome = { kind: 'track', tracks: [track('odd', { durationMs: 0 })] };
    const state = load(two(), { query: 'odd' })(outcome).state;
    expect(replyOf(decide(state, job('queue show'), 0, facts()))).toMatchObject({
      params: { totalMs: 100_000, atLeast: true },
    });
    expect(load(state, { query: 'c' })({ kind: 'track', tracks: [track('c')] }).reply).toMatchObject({
      params: { position: 3, startsInMs: null },
    });
  });

  it('says what is heard only when a node is back', () => {
    const voice = { sessionId: 's', channelId: CHANNEL, server: { token: 't', endpoint: 'e' }, since: 0 };
    const connected = (state: SessionState): SessionState => ({ ...state, head: { ...state.head, voice } });
    const down = facts({ playerUp: false });
    const waits = (command: string, input: Job['input'], given = down): unknown => {
      const { reply } = decide(connected(two()), job(command, input), 0, given).outcome as {
        reply: { waitsForNode?: true };
      };
      return reply.waitsForNode;
    };
    expect(waits('skip', {})).toBe(true);
    expect(waits('pause', {})).toBe(true);
    expect(waits('volume', { level: 50 })).toBe(true);
    expect(waits('loop', { mode: 'queue' })).toBeUndefined();
    expect(waits('queue show', {})).toBeUndefined();
    expect(waits('skip', {}, facts())).toBeUndefined();
  });

  it('keeps the place while no node is up (ND), and tells when a loaded track waits for one', () => {
    const down = facts({ nodeUp: false });
    const waiting = load(null, { query: 'x' }, {}, down)({ kind: 'unavailable' });
    expect(waiting.reply).toMatchObject({ key: 'failure', code: 'ND' });
    expect(waiting.state?.queue.first()).toMatchObject({ state: 'loading', attempts: 0 });
    const shown = decide(waiting.state, job('queue show'), 0, facts());
    expect(replyOf(shown)).toMatchObject({
      params: { entries: [{ entry: { state: 'loading', waits: true } }] },
    });
    expect(music.openLoads(waiting.state!)).toMatchObject([{ query: 'x' }]);
    const loaded = load(null, { query: 'x' }, {}, down)({ kind: 'track', tracks: [track('x')] });
    expect(loaded.reply).toMatchObject({
      key: 'play.queued',
      params: { waitsForNode: true, startsInMs: null },
    });
  });

  it('says that it was removed where it was', () => {
    const decision = decide(two(), job('play', { query: 'x' }), 0, facts());
    const stopped = decide(decision.state, job('stop'), 0, facts()).state;
    const late = { entryId: 'gone', query: 'x', outcome: { kind: 'empty' } as const };
    expect(decideLoaded(stopped, late, 0, facts()).reply).toMatchObject({
      key: 'play.removed',
      params: { query: 'x' },
    });
    expect(decideLoaded(null, late, 0, facts())).toMatchObject({
      state: null,
      reply: { key: 'play.removed' },
    });
  });
});

describe('the other commands', () => {
  const key = (
    state: SessionState,
    command: string,
    input: Job['input'] = {},
    part: Partial<Job> = {},
  ): string => replyOf(decide(state, job(command, input, part), 0, facts())).key;
  const then = (
    state: SessionState,
    command: string,
    input: Job['input'] = {},
    part: Partial<Job> = {},
  ): SessionState => decide(state, job(command, input, part), 0, facts()).state!;

  it('pause and resume once', () => {
    const paused = then(two(), 'pause');
    expect(key(two(), 'resume')).toBe('resume.already');
    expect(key(paused, 'pause')).toBe('pause.already');
    expect(key(paused, 'resume')).toBe('resume.done');
  });

  it('skip, several at once, and by vote', () => {
    const state = two();
    const skipped = decide(state, job('skip', { count: 5 }), 0, facts());
    expect(replyOf(skipped)).toMatchObject({ params: { skipped: 2, track: { title: 'a' }, next: null } });
    const vote = decide(state, job('skip', { count: 5 }, asListener), 0, facts());
    expect(replyOf(vote)).toMatchObject({ key: 'skip.vote', params: { votes: 1, needed: 2 } });
    const third = { actor: { userId: THIRD, isDj: false } };
    const passed = decide(vote.state, job('skip', {}, third), 0, facts());
    expect(replyOf(passed)).toMatchObject({ key: 'skip.done', params: { skipped: 1, next: { title: 'b' } } });
  });

  it('stop and take it back, by the button of the reply', () => {
    const stopped = decide(two(), job('stop'), 0, facts());
    const reply = replyOf(stopped);
    if (reply.key !== 'stop.done') throw new Error(reply.key);
    expect(reply.params.cleared).toBe(2);
    const { sessionId, revision } = reply.params.session;
    const undone = decide(
      stopped.state,
      job('queue undo', {}, { origin: { kind: 'component', sessionId, revision } }),
      0,
      facts(),
    );
    expect(replyOf(undone)).toMatchObject({ key: 'queue.undone', params: { what: 'stop', count: 2 } });
    expect(undone.state?.head.current?.track.title).toBe('a');
    expect(key(undone.state!, 'queue undo')).toBe('queue.nothingToUndo');
  });

  it('go by the settings that were set last, whatever order they come in', () => {
    const settings = (version: number, part: object) => ({
      settings: { version, values: { ...defaultGuildSettings, ...part } },
    });
    const quiet = then(two(), 'volume', { level: 40 }, settings(2, { maxVolume: 50, voteRatio: 1 }));
    const limited = decide(quiet, job('volume', { level: 60 }), 0, facts());
    expectFailure(limited, 'OR', quiet);
    expect(replyOf(limited)).toMatchObject({ params: { max: 50 } });
    const vote = decide(quiet, job('skip', {}, asListener), 0, facts());
    expect(replyOf(vote)).toMatchObject({ params: { votes: 1, needed: 3 } });
    const older = then(quiet, 'loop', { mode: 'queue' }, settings(1, { maxVolume: 200 }));
    expect(older.head.settings?.version).toBe(2);
    const reset = then(quiet, 'volume', { level: 60 }, settings(3, {}));
    expect(reset.head).toMatchObject({ volume: 60, settings: { version: 3 } });
    const begun = decide(null, job('join', {}, settings(1, { volume: 30 })), 0, facts());
    expect(begun.state?.head).toMatchObject({ volume: 30, settings: { version: 1 } });
  });

  it('set the loop and the volume, and show', () => {
    expect(then(two(), 'loop', { mode: 'queue' }).head.loop).toBe('queue');
    expect(then(two(), 'volume', { level: 150 }).head.volume).toBe(150);
    expect(key(two(), 'volume')).toBe('volume.shown');
    expect(key(two(), 'queue shuffle')).toBe('queue.shuffled');
    expect(key(two(), 'nowplaying', {}, asListener)).toBe('nowplaying');
    expect(replyOf(decide(two(), job('queue show', {}, asListener), 0, facts()))).toMatchObject({
      params: {
        page: 1,
        pages: 1,
        total: 1,
        totalMs: 100_000,
        current: { track: { title: 'a' } },
        entries: [{ position: 1 }],
      },
    });
  });

  it('join once, leave, and come back to a queue that was kept', () => {
    const joined = decide(null, job('join'), 0, facts());
    expect(replyOf(joined)).toMatchObject({ key: 'join.done', params: { channelId: CHANNEL } });
    expect(joined.changes).toMatchObject([{ type: 'head', head: { version: 1 } }]);
    expect(key(joined.state!, 'join')).toBe('join.already');
    expect(decide(two(), job('leave'), 0, facts())).toMatchObject({
      state: null,
      changes: [{ type: 'end' }],
    });
    const kept = decide(two(), job('leave', { keep_queue: true }), 0, facts());
    expect(replyOf(kept)).toMatchObject({ key: 'leave.done', params: { kept: 2 } });
    const back = decide(kept.state, job('join', {}, { channelId: OTHER }), 0, facts());
    expect(replyOf(back)).toMatchObject({ key: 'join.done', params: { channelId: OTHER } });
    expect(back.state?.head).toMatchObject({ parked: false, current: { track: { title: 'a' } } });
  });
});

describe('decide', () => {
  it('never throws, and a failure changes nothing, whatever comes in whatever order', () => {
    const anyInput = fc.oneof(
      fc.record({
        query: fc.string(),
        position: fc.constantFrom('end', 'next', 'now'),
        shuffle: fc.boolean(),
      }),
      fc.constantFrom<Job['input']>(
        { mode: 'queue' },
        { mode: 'track' },
        { keep_queue: true },
        {},
        { count: 3 },
        { level: 999 },
      ),
      fc.dictionary(fc.string(), fc.anything()),
    );
    const anyJob = fc.record({
      command: fc.oneof(fc.constantFrom(...Object.keys(handlers)), fc.string()),
      input: anyInput,
      userId: fc.constantFrom(DJ, LISTENER),
      isDj: fc.boolean(),
      channelId: fc.constantFrom(CHANNEL, CHANNEL, CHANNEL, OTHER),
      stale: fc.boolean(),
      size: fc.integer({ min: 0, max: 3 }),
    });
    fc.assert(
      fc.property(fc.array(anyJob, { maxLength: 40, size: 'max' }), (given) => {
        let state: SessionState | null = null;
        let now = 0;
        for (const { command, input, userId, isDj, channelId, stale, size } of given) {
          now += 10_000;
          const origin: Job['origin'] = stale
            ? { kind: 'component', sessionId: 'another', revision: 0 }
            : { kind: 'command' };
          const before: SessionState | null = state;
          const decision = decide(
            before,
            job(command, input, { actor: { userId, isDj }, channelId, origin }),
            now,
            facts(),
          );
          if ('reply' in decision.outcome && decision.outcome.reply.key === 'failure') {
            expect(decision.state).toBe(before);
            expect(decision.changes).toEqual([]);
          }
          state = decision.state;
          if (!('load' in decision.outcome)) continue;
          const tracks = Array.from({ length: size }, (_, n) => track(`t${n}`));
          state = decideLoaded(
            state,
            { ...decision.outcome.load, outcome: { kind: 'playlist', name: 'l', tracks } },
            now,
            facts(),
          ).state;
          if (state?.head.current && size % 2)
            state = transition(state, now, (draft) => music.advance(draft, 'finished')).state;
        }
      }),
      { numRuns: 300 },
    );
  });
});
