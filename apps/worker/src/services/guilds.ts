import type { Delivery } from '@anankor/ipc';
import { assignedChannel } from '@anankor/music';
import type { NodeListener, SessionEvent, SessionState } from '@anankor/music';
import { everyGuild } from '../bot/shard-of.ts';
import type { GuildFilter } from '../bot/shard-of.ts';
import { GuildActor } from './guild-actor.ts';
import type { GuildServices } from './guild-services.ts';
import type { LoadedSession } from './read-session.ts';

/** The guilds of an owned worker that have a session or something in hand. */
export class Guilds {
  readonly #services: GuildServices;
  readonly #actors = new Map<string, GuildActor>();

  constructor(services: GuildServices) {
    this.#services = services;
  }

  get actors(): IterableIterator<GuildActor> {
    return this.#actors.values();
  }

  /** Members who can hear one of the sessions. */
  get listeners(): number {
    const { voiceStates } = this.#services;
    const counts = this.sessions.map(
      ({ head }) => voiceStates.listeners(head.guildId, head.channelId).length,
    );
    return counts.reduce((sum, count) => sum + count, 0);
  }

  /** Sessions that nobody can read. */
  get unreadable(): number {
    return [...this.#actors.values()].filter(({ unreadable }) => unreadable !== null).length;
  }

  get sessions(): SessionState[] {
    return [...this.#actors.values()].flatMap(({ state }) => (state ? [state] : []));
  }

  /** A guild as an earlier owner left it; without a session when only its end was not made known. */
  restore(guildId: string, loaded: LoadedSession): void {
    const actor = new GuildActor(guildId, loaded, this.#services);
    if (actor.unreadable === null && assignedChannel(actor.state) === null) actor.assignment.foundUnused();
    this.#actors.set(guildId, actor);
  }

  deliver(delivery: Delivery): void {
    const { events, clock } = this.#services;
    events.jobReceived(delivery, clock.now());
    const { guildId } = delivery.job;
    let actor = this.#actors.get(guildId);
    if (!actor) {
      actor = new GuildActor(guildId, { kind: 'none' }, this.#services);
      this.#actors.set(guildId, actor);
    }
    actor.deliver(delivery);
  }

  /** Tells a guild's session what happened; without a session it happened to nobody. */
  notify(guildId: string, event: SessionEvent): void {
    this.#actors.get(guildId)?.notify(event);
  }

  /** The bot is in these guilds of a shard and in no others: a session of another one is over. */
  present(guildIds: readonly string[], ofShard: GuildFilter): void {
    const present = new Set(guildIds);
    for (const [guildId, actor] of this.#actors)
      if (ofShard(guildId) && !present.has(guildId)) actor.notify({ type: 'guildLeft' });
  }

  broadcast(event: SessionEvent, to: GuildFilter = everyGuild): void {
    for (const [guildId, actor] of this.#actors) if (to(guildId)) actor.notify(event);
  }

  /** The voice channel of a guild's session, or of the one it is about to have; undefined where there is none. */
  channelOf(guildId: string): string | undefined {
    return this.#actors.get(guildId)?.channelId;
  }

  /** Whether a guild's session wants a player on this node. */
  belongs: NodeListener['belongs'] = (guildId, node) =>
    this.#actors.get(guildId)?.state?.head.node?.name === node;

  /** Lets time pass for every session, and lets go of guilds with nothing left to do. */
  tick(): void {
    for (const [guildId, actor] of this.#actors) {
      if (actor.disposable) this.#actors.delete(guildId);
      else if (actor.state || actor.unreadable !== null) actor.notify({ type: 'tick' });
      actor.assignment.closeFormer();
    }
  }
}
