import { libraryTracks } from '@anankor/audio-node';
import { apply, fill } from '../check/model.ts';
import type { Model } from '../check/model.ts';
import type { Action, LoopMode, PanelButton } from '../history.ts';
import type { ChaosSettings } from '../settings.ts';
import { Dice } from './dice.ts';

/** A command that is to be typed. */
export interface PlannedCommand {
  channel: number;
  /** Milliseconds after the beginning of the faults. */
  at: number;
  action: Action;
}

/** Longer than any run and its start, so that no track ends by itself. */
export function longTracks(minutes: number): string[] {
  const leastMs = Math.max(10, minutes * 1.5 + 4) * 60_000;
  const slugs = libraryTracks
    .filter(({ length, isStream, fault }) => length >= leastMs && !isStream && !fault)
    .map(({ slug }) => slug);
  if (slugs.length < 2) throw new Error(`the library has too few tracks for ${minutes} minutes`);
  return slugs;
}

/** Most tracks that the workload lets a queue hold, so that its pages stay few. */
const fullQueue = 14;
const loops: readonly LoopMode[] = ['off', 'track', 'queue'];
const buttons: readonly PanelButton[] = ['pause', 'resume', 'skip'];

/** What the members of every channel type, by the seed. */
export function planCommands(settings: ChaosSettings): PlannedCommand[] {
  const dice = new Dice(settings.seed + 1);
  const tracks = longTracks(settings.minutes);
  const planned: PlannedCommand[] = [];
  for (let channel = 0; channel < settings.channels; channel += 1) {
    planned.push(...planSession(dice.fork(), channel, tracks, settings.minutes * 60_000));
  }
  return planned.sort((a, b) => a.at - b.at);
}

function planSession(
  dice: Dice,
  channel: number,
  tracks: readonly string[],
  untilMs: number,
): PlannedCommand[] {
  const planned: PlannedCommand[] = [];
  let model: Model = null;
  let at = dice.between(0, 6_000);
  while (at < untilMs) {
    const burst = dice.chance(0.25) ? dice.between(2, 4) : 1;
    for (let n = 0; n < burst; n += 1) {
      const action = nextAction(dice, model, tracks);
      planned.push({ channel, at, action });
      const id = planned.length;
      model = apply(model, action, id).model;
      if (action.kind === 'play') model = fill(model, id).model;
      at += dice.between(30, 400);
    }
    at += dice.between(2_000, 9_000);
  }
  return planned;
}

/** Something that makes sense where everything so far was done: a queue that is neither empty nor full. */
function nextAction(dice: Dice, model: Model, tracks: readonly string[]): Action {
  const play: Action = { kind: 'play', slug: dice.pick(tracks) };
  if (model === null) return dice.chance(0.2) ? { kind: 'join' } : play;
  if (model.queue.length < 2) return play;
  if (model.paused && dice.chance(0.5)) return { kind: 'resume' };
  const kind = dice.weighted([
    ['play', model.queue.length < fullQueue ? 30 : 0],
    ['skip', 18],
    ['pause', 6],
    ['resume', 4],
    ['volume', 8],
    ['loop', 5],
    ['queue', 12],
    ['nowplaying', 10],
    ['press', 10],
    ['join', 1],
    ['leave', 1],
  ] as const);
  switch (kind) {
    case 'play':
      return play;
    case 'volume':
      return { kind, level: dice.between(10, 150) };
    case 'loop':
      return { kind, mode: dice.pick(loops) };
    case 'queue':
      return { kind, page: dice.between(1, Math.max(1, Math.ceil(model.queue.length / 10))) };
    case 'press':
      return { kind, button: dice.pick(buttons) };
    default:
      return { kind };
  }
}
