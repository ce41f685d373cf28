import type { Action, Answer, LoopMode } from '../history.ts';

/** A place in the queue, named by the command that made it. */
export interface ModelEntry {
  readonly command: number;
  readonly slug: string;
  /** Its load is back. */
  readonly ready: boolean;
}

/** What a session should be: the plainest program that does what the commands say. */
export interface ModelSession {
  readonly current: ModelEntry | null;
  readonly queue: readonly ModelEntry[];
  readonly paused: boolean;
  readonly volume: number;
  readonly loop: LoopMode;
}

/** null: the channel has no session. */
export type Model = ModelSession | null;

/** What the model answers; null where any answer will do. */
export interface Outcome {
  model: Model;
  answer: Answer | null;
}

const fresh: ModelSession = { current: null, queue: [], paused: false, volume: 100, loop: 'off' };
const pageSize = 10;

export function failure(code: string): Answer {
  return { kind: 'failure', code, text: '' };
}

/** A loaded track in front becomes current if nothing is. What still loads holds back what was typed after it. */
function promote(session: ModelSession): ModelSession {
  const [first, ...queue] = session.queue;
  if (session.current !== null || !first?.ready) return session;
  return { ...session, current: first, queue, paused: false };
}

function skip(session: ModelSession): Outcome {
  const { current, loop, queue } = session;
  if (current === null) return { model: session, answer: failure('NP') };
  const left = loop === 'queue' ? [...queue, current] : queue;
  const model = promote({ ...session, current: null, queue: left, paused: false });
  return { model, answer: { kind: 'skipped', slug: current.slug, next: model.current?.slug ?? null } };
}

function pause(session: ModelSession): Outcome {
  const { current, paused } = session;
  if (current === null) return { model: session, answer: failure('NP') };
  if (paused) return { model: session, answer: { kind: 'pausedAlready' } };
  return { model: { ...session, paused: true }, answer: { kind: 'paused', slug: current.slug } };
}

function resume(session: ModelSession): Outcome {
  const { current, paused } = session;
  if (current === null) {
    const model = promote(session);
    const answer: Answer = model.current ? { kind: 'resumed', slug: model.current.slug } : failure('NP');
    return { model, answer };
  }
  if (!paused) return { model: session, answer: { kind: 'resumedAlready' } };
  return { model: { ...session, paused: false }, answer: { kind: 'resumed', slug: current.slug } };
}

function page(session: ModelSession, wanted: number): Answer {
  const { current, queue, paused } = session;
  if (current === null && queue.length === 0) return failure('EQ');
  const pages = Math.max(1, Math.ceil(queue.length / pageSize));
  if (wanted > pages) return failure('OR');
  const shown = queue.slice((wanted - 1) * pageSize, wanted * pageSize);
  return {
    kind: 'page',
    current: current?.slug ?? null,
    paused: current !== null && paused,
    page: wanted,
    pages,
    total: queue.length,
    entries: shown.map(({ slug, ready }) => (ready ? slug : `loading:${slug}`)),
  };
}

function panel(session: ModelSession): Answer {
  const { current, paused, volume, loop, queue } = session;
  if (current === null) return failure('NP');
  return { kind: 'panel', slug: current.slug, paused, volume, loop, queued: queue.length };
}

/** Does the first half of a command: all of it, but for a play, whose place stays empty until `fill`. */
export function apply(model: Model, action: Action, command: number): Outcome {
  if (action.kind === 'play') {
    const session = model ?? fresh;
    const queue = [...session.queue, { command, slug: action.slug, ready: false }];
    return { model: { ...session, queue }, answer: null };
  }
  if (action.kind === 'join')
    return { model: model ?? fresh, answer: { kind: model ? 'joinedAlready' : 'joined' } };
  if (model === null) return { model, answer: failure('NS') };
  switch (action.kind) {
    case 'skip':
      return skip(model);
    case 'pause':
      return pause(model);
    case 'resume':
      return resume(model);
    case 'volume':
      return {
        model: { ...model, volume: action.level },
        answer: { kind: 'volume', level: action.level },
      };
    case 'loop':
      return { model: { ...model, loop: action.mode }, answer: { kind: 'loop', mode: action.mode } };
    case 'queue':
      return { model, answer: page(model, action.page) };
    case 'nowplaying':
      return { model, answer: panel(model) };
    case 'leave':
      return { model: null, answer: { kind: 'left' } };
    case 'press':
      return press(model, action.button);
  }
}

/** A button changes its panel instead of answering, and its panel may be of a later moment: only the effect counts. */
function press(session: ModelSession, button: 'pause' | 'resume' | 'skip'): Outcome {
  const { model, answer } = { pause, resume, skip }[button](session);
  return { model, answer: answer?.kind === 'failure' ? answer : null };
}

/** The load of a play came back. */
export function fill(model: Model, command: number): Outcome {
  const index = model?.queue.findIndex((entry) => entry.command === command && !entry.ready) ?? -1;
  const entry = model?.queue[index];
  if (!model || !entry) return { model, answer: { kind: 'removed' } };
  const next = promote({ ...model, queue: model.queue.with(index, { ...entry, ready: true }) });
  const { slug } = entry;
  if (next.current?.command === command && next.current !== model.current)
    return { model: next, answer: { kind: 'started', slug } };
  return { model: next, answer: { kind: 'queued', slug, position: index + 1 } };
}

/** The load of a play came to nothing: its place is taken away. */
export function unfill(model: Model, command: number): Outcome {
  if (!model) return { model, answer: null };
  const queue = model.queue.filter((entry) => entry.command !== command);
  return { model: promote({ ...model, queue }), answer: null };
}
