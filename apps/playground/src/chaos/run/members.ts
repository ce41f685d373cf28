import { setTimeout as wait } from 'node:timers/promises';
import type { InteractionHandle } from '@anankor/discord-simulator';
import type { Action } from '../history.ts';
import type { PlannedCommand } from '../plan/workload.ts';
import type { ChaosChannel, Scene } from './scene.ts';

/** A command as it was typed. */
export interface Typed {
  id: number;
  channel: number;
  action: Action;
  handle: InteractionHandle;
  /** The message whose button was pressed. */
  panelId: string | null;
}

/** Types for the members, by plan, and keeps what was typed. */
export class Members {
  readonly typed: Typed[] = [];
  readonly #scene: Scene;
  readonly #onTyped: (typed: Typed) => void;
  /** The newest /nowplaying of a channel, until one of its buttons is pressed. */
  readonly #panels = new Map<number, InteractionHandle>();

  constructor(scene: Scene, onTyped: (typed: Typed) => void) {
    this.#scene = scene;
    this.#onTyped = onTyped;
  }

  async run(plan: readonly PlannedCommand[]): Promise<void> {
    const begun = performance.now();
    for (const { at, channel, action } of plan) {
      await wait(Math.max(0, begun + at - performance.now()));
      this.act(channel, action);
    }
  }

  /** Undefined where there is nothing to press. */
  act(channel: number, action: Action): Typed | undefined {
    const place = this.#scene.channels[channel];
    if (!place) throw new Error(`there is no channel ${channel}`);
    return action.kind === 'press' ? this.#press(place, action) : this.#type(place, action);
  }

  /** Resolves when every command typed so far is answered or lost, or after `limitMs`. */
  async settled(limitMs: number): Promise<void> {
    const isOpen = ({ handle, panelId }: Typed): boolean =>
      handle.state === 'pending' || (handle.state === 'deferred' && panelId === null);
    for (const deadline = performance.now() + limitMs; performance.now() < deadline; await wait(100)) {
      if (!this.typed.some(isOpen)) return;
    }
  }

  #type(place: ChaosChannel, action: Action): Typed {
    const app = this.#scene.processes.platform.masterBot;
    const handle = place.member.type(commandText(action), { channel: place.text, app });
    if (action.kind === 'nowplaying') this.#panels.set(place.index, handle);
    return this.#note(place, action, handle, null);
  }

  #press(place: ChaosChannel, action: Action & { kind: 'press' }): Typed | undefined {
    const panel = this.#panels.get(place.index);
    const message = panel?.messages.find(({ components }) => (components ?? []).length > 0);
    if (!panel || !message) return undefined;
    const label = { pause: 'Pause', resume: 'Resume', skip: 'Skip' }[action.button];
    try {
      const handle = place.member.press(message, label);
      this.#panels.delete(place.index);
      return this.#note(place, action, handle, message.id);
    } catch {
      // A panel has Pause or Resume, not both.
      return undefined;
    }
  }

  #note(place: ChaosChannel, action: Action, handle: InteractionHandle, panelId: string | null): Typed {
    const typed = { id: this.typed.length, channel: place.index, action, handle, panelId };
    this.typed.push(typed);
    this.#onTyped(typed);
    return typed;
  }
}

export function commandText(action: Action): string {
  switch (action.kind) {
    case 'play':
      return `/play query:library:${action.slug}`;
    case 'volume':
      return `/volume level:${action.level}`;
    case 'loop':
      return `/loop mode:${action.mode}`;
    case 'queue':
      return `/queue show page:${action.page}`;
    case 'press':
      return `[${action.button}]`;
    default:
      return `/${action.kind}`;
  }
}
