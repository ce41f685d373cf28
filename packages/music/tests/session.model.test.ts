import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as music from '../src/session/index.ts';
import type { LoadOutcome, SessionDraft, SessionEvent, SessionState } from '../src/session/index.ts';
import { ids, loading, ready, seeded, session, track } from './fixtures.ts';
import { PlainStore } from './plain-store.ts';
import { SessionModel } from './session-model.ts';

const settings = { ...music.defaultSettings, queueLimit: 12, maxFailures: 3, historyLimit: 6 };

interface World {
  state: SessionState;
  store: PlainStore;
  model: SessionModel;
  now: number;
  /** Every play there ever was: late and repeated events are of these. */
  plays: { entryId: string; play: number }[];
  next: number;
}

type Step = (world: World) => { real: (draft: SessionDraft) => unknown; model: () => void };

function outcomeOf(kind: string, size: number): LoadOutcome {
  if (kind === 'playlist')
    return { kind, name: 'list', tracks: Array.from({ length: size }, (_, n) => track(`p${n}`)) };
  if (kind === 'track') return { kind, tracks: [track('t')] };
  if (kind === 'unavailable' || kind === 'denied' || kind === 'empty') return { kind };
  return { kind: 'failed', cause: null, reference: 'r' };
}

const placement = fc.constantFrom('end', 'next', 'now');
const event = (make: (world: World, pick: number) => SessionEvent) =>
  fc.nat(1_000).map((pick): Step => (world) => ({
    real: (draft) => music.applyEvent(draft, make(world, pick), seeded(1)),
    model: () => undefined,
  }));
const some = <Item>(items: readonly Item[], pick: number): Item | undefined =>
  items[pick % Math.max(1, items.length)];

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.tuple(placement, fc.boolean()).map(([where, loads]): Step => (world) => {
    const id = `e${world.next++}`;
    return {
      real: (draft) =>
        loads
          ? music.addPlaceholder(draft, loading(id, { placement: where }))
          : music.enqueue(draft, [ready(id)], where),
      model: () => world.model.add(id, loads, where),
    };
  }),
  fc
    .tuple(
      fc.nat(1_000),
      fc.constantFrom('playlist', 'track', 'failed', 'empty', 'denied', 'unavailable'),
      fc.integer({ min: 1, max: 20 }),
    )
    .map(([pick, kind, size]): Step => (world) => {
      const open = music.openLoads(world.state);
      const id = some(open, pick)?.id ?? 'nobody';
      const tracks = kind === 'playlist' ? size : kind === 'track' ? 1 : 0;
      return {
        real: (draft) =>
          music.applyEvent(draft, { type: 'loaded', entryId: id, outcome: outcomeOf(kind, size) }, seeded(1)),
        model: () => (kind === 'unavailable' ? undefined : world.model.resolve(id, tracks)),
      };
    }),
  fc.integer({ min: 1, max: 5 }).map((count): Step => ({ model }) => ({
    real: (draft) => music.skip(draft, count),
    model: () => model.skip(count),
  })),
  fc.constant<Step>(({ model }) => ({ real: music.stop, model: () => model.stop() })),
  fc.constant<Step>(({ model }) => ({ real: music.undo, model: () => model.undo() })),
  fc.constant<Step>(({ model }) => ({ real: music.back, model: () => model.back() })),
  fc.constant<Step>(({ model }) => ({ real: music.pause, model: () => model.pause() })),
  fc.constant<Step>(({ model }) => ({ real: music.resume, model: () => model.resume() })),
  fc.nat(1_000).map((seed): Step => ({ model }) => ({
    real: (draft) => music.shuffle(draft, seeded(seed)),
    model: () => model.shuffle((order) => music.shuffled(order, seeded(seed))),
  })),
  fc.constantFrom('off' as const, 'track' as const, 'queue' as const).map((mode): Step => ({ model }) => ({
    real: (draft) => music.setLoop(draft, mode),
    model: () => (model.loop = mode),
  })),
  fc.nat(1_000).map((pick): Step => ({ state, model }) => {
    const id = some(state.queue.toArray(), pick)?.id ?? 'nobody';
    return { real: (draft) => music.removeEntry(draft, id), model: () => model.remove(id) };
  }),
  fc.constantFrom('finished', 'loadFailed', 'exception', 'stuck').map((how): Step => ({ state, model }) => {
    const { current, play } = state.head;
    const ref = { entryId: current?.id ?? 'nobody', play };
    const happened: SessionEvent =
      how === 'exception'
        ? { type: 'trackException', ...ref, message: 'broke off' }
        : how === 'stuck'
          ? { type: 'trackStuck', ...ref }
          : { type: 'trackEnded', ...ref, reason: how === 'finished' ? 'finished' : 'loadFailed' };
    return {
      real: (draft) => music.applyEvent(draft, happened, seeded(1)),
      model: () => (current === null ? undefined : how === 'finished' ? model.finished() : model.failed()),
    };
  }),
  // Events that must change nothing of what the model knows.
  event(({ plays, state }, pick) => {
    const past = plays.filter(({ play }) => play !== state.head.play);
    const ref = some(past, pick) ?? { entryId: 'nobody', play: 0 };
    return some<SessionEvent>(
      [
        { type: 'trackEnded', ...ref, reason: 'finished' },
        { type: 'trackEnded', ...ref, reason: 'loadFailed' },
        { type: 'trackStuck', ...ref },
        { type: 'playerUpdate', ...ref, positionMs: 170_000, time: 0, connected: true },
      ],
      pick,
    )!;
  }),
  event(({ state }, pick) => {
    const reason = some(['replaced', 'stopped', 'cleanup'] as const, pick)!;
    return { type: 'trackEnded', entryId: state.head.current?.id ?? '', play: state.head.play, reason };
  }),
  event(({ state }) => ({
    type: 'trackStarted',
    entryId: state.head.current?.id ?? '',
    play: state.head.play,
  })),
  event(({ state, now }, pick) => ({
    type: 'playerUpdate',
    entryId: state.head.current?.id ?? '',
    play: state.head.play,
    positionMs: pick,
    time: now,
    connected: pick % 5 > 0,
  })),
  event((_world, pick) => ({
    type: 'voiceServer',
    token: `t${pick % 3}`,
    endpoint: pick % 4 ? 'voice.example' : null,
  })),
  event((world) => ({ type: 'voiceState', channelId: world.state.head.channelId, sessionId: 'voice' })),
  event((_world, pick) => ({ type: 'voiceClosed', code: [4014, 4006, null][pick % 3]! })),
  event((_world, pick) => ({
    type: 'nodeReady',
    name: `n${pick % 2}`,
    sessionId: `s${pick % 3}`,
    kept: pick % 2 === 0,
  })),
  event((world, pick) => ({ type: 'nodeLost', name: `n${pick % 2}`, at: world.now - 10 })),
  event(() => ({ type: 'voiceReset' })),
);

function check(world: World): void {
  const { state, store, model } = world;
  expect(state.head.current?.id ?? null).toBe(model.current);
  expect(ids(state.queue)).toEqual(model.queue.map(({ id }) => id));
  expect(ids(state.history)).toEqual(model.history);
  expect(state.head.paused).toBe(model.paused);
  const all = [
    ...ids(state.queue),
    ...ids(state.history),
    ...(state.head.current ? [state.head.current.id] : []),
  ];
  expect(new Set(all).size).toBe(all.length);
  expect(store.head).toEqual(state.head);
  expect(store.queued()).toEqual(state.queue.toArray());
  expect(store.history).toEqual(state.history.toArray());
  expect(store.stashed()).toEqual(state.stash?.toArray() ?? null);
  expect(store.entries.size).toBe(state.queue.size);
  expect(state.queue.size).toBeLessThanOrEqual(settings.queueLimit + 12);
}

/** Another worker makes the same session of it, from nothing. */
function checkAdoption(source: SessionState): void {
  const store = new PlainStore();
  const arriving = { id: 'move', from: 'other', at: 7 };
  const { state, changes } = music.adoptSession(source, arriving, settings.historyLimit);
  expect(music.applyChanges(session(), changes)).toEqual(state);
  store.replay(changes);
  expect(store.queued()).toEqual(source.queue.toArray());
  expect(store.history).toEqual(source.history.toArray());
  expect(store.stashed()).toEqual(source.stash?.toArray() ?? null);
  const own = { version: 1, voice: music.noVoice, node: null, moving: null, arriving };
  expect(store.head).toEqual({ ...source.head, ...own });
}

describe('a session', () => {
  it('does as the simple model does, whatever happens in whatever order, and its changes replay to what it is', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80, size: 'max' }), fc.nat(5_000), (steps, stride) => {
        const begun = music.transition(session(), 0, () => undefined, settings);
        const world: World = {
          state: begun.state!,
          store: new PlainStore(),
          model: new SessionModel(settings),
          now: 0,
          plays: [],
          next: 0,
        };
        world.store.replay(begun.changes);
        for (const makeStep of steps) {
          world.now += stride;
          const { real, model } = makeStep(world);
          const before = world.state;
          const next = music.transition(before, world.now, real, settings);
          model();
          if (next.changes.length === 0) expect(next.state).toBe(before);
          else expect(next.state!.head.version).toBe(before.head.version + 1);
          expect(music.applyChanges(before, next.changes)).toEqual(next.state);
          world.state = next.state!;
          world.store.replay(next.changes);
          const { current, play, revision } = world.state.head;
          if (current?.id !== before.head.current?.id) expect(revision).toBe(before.head.revision + 1);
          if (current) world.plays.push({ entryId: current.id, play });
          check(world);
        }
        checkAdoption(world.state);
      }),
      { numRuns: 500 },
    );
  }, 120_000);

  it('plays in the order of typing, in whatever order the loads come in', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.nat(), (count, seed) => {
        const names = Array.from({ length: count }, (_, n) => `q${n}`);
        let { state } = music.transition(session(), 0, (draft) =>
          names.forEach((name) => music.addPlaceholder(draft, loading(name))),
        );
        const played: string[] = [];
        const note = (): void => {
          const id = state!.head.current?.id;
          if (id !== undefined && id !== played.at(-1)) played.push(id);
        };
        for (const name of music.shuffled(names, seeded(seed))) {
          const outcome: LoadOutcome = { kind: 'track', tracks: [track(name)] };
          state = music.transition(state!, 0, (draft) =>
            music.resolvePlaceholder(draft, name, outcome, seeded(0)),
          ).state;
          note();
          if (seed % 2 && state!.head.current) {
            state = music.transition(state!, 0, (draft) => music.skip(draft)).state;
            note();
          }
        }
        while (state!.head.current) {
          state = music.transition(state!, 0, (draft) => music.skip(draft)).state;
          note();
        }
        expect(played).toEqual(names);
      }),
    );
  });
});
