import { voiceNeeds, voiceObstacle } from '@anankor/discord';
import { AnankorError } from '@anankor/core';
import type { Clock } from '@anankor/core';
import type { RegisteredWorker, RegisteredWorkers } from '@anankor/ipc';
import { failure } from '@anankor/schemas';
import type { FailureParams, Reply } from '@anankor/schemas';
import type { Assignment, Assignments } from '@anankor/storage';
import { PermissionFlagsBits } from 'discord-api-types/v10';
import type { VoiceChannelAccess } from '@anankor/discord';
import type { GuildView } from '../bot/guild-view.ts';
import type { WorkerMembers } from '../bot/worker-members.ts';
import { UnusedAssignments } from './unused-assignments.ts';

export interface Wish {
  guildId: string;
  /** Null: whichever session the guild has. */
  channelId: string | null;
  /** `voice` assigns a free worker where the channel has none. */
  route: 'session' | 'voice';
}

export type Placement = { ok: true; workerId: string; channelId: string } | { ok: false; reply: Reply };

export interface PlacementOptions {
  assignments: Assignments;
  registry: RegisteredWorkers;
  members: WorkerMembers;
  view: GuildView;
  clock: Clock;
}

/** The guild's sessions, by voice channel. */
type Sessions = Assignment['sessions'];

/** Replicas and workers change a guild's assignments at the same time; so often it is tried anew. */
const ATTEMPTS = 5;

/** Which worker serves a voice channel. Rejects where DynamoDB, Redis or Discord can't be asked. */
export class WorkerPlacement {
  readonly #options: PlacementOptions;
  readonly #unused: UnusedAssignments;

  constructor(options: PlacementOptions) {
    this.#options = options;
    this.#unused = new UnusedAssignments(options);
  }

  /** Choosing and assigning is optimistic: whoever loses a race chooses again. Throws ASSIGNMENT_CONFLICT after several. */
  async place(wish: Wish): Promise<Placement> {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const placement = await this.#tryPlace(wish);
      if (placement) return placement;
    }
    throw new AnankorError(
      'ASSIGNMENT_CONFLICT',
      `The guild's assignments changed ${ATTEMPTS} times meanwhile`,
      {
        details: { guildId: wish.guildId },
      },
    );
  }

  /** The job does not reach the worker that it was placed with: a channel that was assigned for it alone is given back. */
  giveBack(guildId: string, channelId: string, workerId: string): Promise<void> {
    return this.#unused.giveBack(guildId, channelId, workerId);
  }

  /** Null where the assignments changed between reading and writing. */
  async #tryPlace(wish: Wish): Promise<Placement | null> {
    const { guildId } = wish;
    const { sessions, version } = await this.#options.assignments.get(guildId);
    const placement = await this.#choose(wish, sessions, version);
    // Before it is said that every worker is busy, or where the music is: what no session uses is none.
    return placement?.ok === false && (await this.#unused.release({ guildId, sessions })) ? null : placement;
  }

  async #choose(wish: Wish, sessions: Sessions, expectedVersion: number): Promise<Placement | null> {
    const { assignments, clock } = this.#options;
    const { guildId, route } = wish;
    const entries = Object.entries(sessions);
    const channelId = wish.channelId ?? (entries.length === 1 ? entries[0]?.[0] : undefined);
    const serving = channelId === undefined ? undefined : sessions[channelId];
    if (channelId === undefined || (!serving && route === 'session'))
      return { ok: false, reply: await this.#noSession(sessions) };
    if (serving) {
      const { workerId, since } = serving;
      if (!(await this.#unused.isLost(guildId, workerId))) return { ok: true, workerId, channelId };
      await assignments.release({ guildId, channelId, workerId, since });
      return null;
    }
    const chosen = await this.#freeWorker(guildId, channelId, sessions);
    if (!chosen.ok) return chosen;
    const seat = { guildId, channelId, workerId: chosen.workerId };
    const assigned = await assignments.assign({ ...seat, expectedVersion, now: clock.now() });
    return assigned.ok ? chosen : null;
  }

  async #noSession(sessions: Sessions): Promise<Reply> {
    if (Object.keys(sessions).length === 0) return failure('NS');
    return failure('WC', { sessions: await this.#named(sessions) });
  }

  async #freeWorker(guildId: string, channelId: string, sessions: Sessions): Promise<Placement> {
    const channel = this.#options.view.voiceChannel(guildId, channelId);
    if (!channel) return { ok: false, reply: failure('BP', { channelId, missing: ['ViewChannel'] }) };
    if (this.#options.view.guild(guildId)?.afkChannelId === channelId)
      return { ok: false, reply: failure('AF', { channelId }) };
    const { free, absent } = await this.#candidates(guildId, sessions);
    await this.#holdersFirst(guildId, channelId, free);
    let refusal: Reply | undefined;
    for (const worker of free) {
      const obstacle = await this.#obstacle(guildId, channel, worker.workerId);
      if (!obstacle) return { ok: true, workerId: worker.workerId, channelId };
      refusal ??= obstacle;
    }
    return { ok: false, reply: refusal ?? (await this.#noneFree(guildId, sessions, absent)) };
  }

  /** Workers of this guild that run, are in service and serve nobody here, and those that could be invited. */
  async #candidates(guildId: string, sessions: Sessions) {
    const { registry } = this.#options;
    const busy = new Set(Object.values(sessions).map(({ workerId }) => workerId));
    const free: RegisteredWorker[] = [];
    const absent: RegisteredWorker[] = [];
    for (const worker of await registry.all()) {
      if (!(await registry.isInGuild(worker.workerId, guildId))) absent.push(worker);
      else if (!busy.has(worker.workerId) && (await registry.isAvailable(worker))) free.push(worker);
    }
    return { free, absent };
  }

  /** Who holds a queue that was kept is called with it: before all others, the one that was in this channel. */
  async #holdersFirst(guildId: string, channelId: string, free: RegisteredWorker[]): Promise<void> {
    if (free.length < 2) return;
    const { registry } = this.#options;
    const kept = await Promise.all(free.map(({ workerId }) => registry.parkedIn(workerId, guildId)));
    const rank = new Map(
      free.map(({ workerId }, index) => {
        const from = kept[index];
        return [workerId, from === channelId ? 0 : typeof from === 'string' ? 1 : 2] as const;
      }),
    );
    free.sort((one, other) => (rank.get(one.workerId) ?? 2) - (rank.get(other.workerId) ?? 2));
  }

  /** Why this worker can't play there; null for nothing. Roles that were just given count: a refusal is judged twice. */
  async #obstacle(guildId: string, channel: VoiceChannelAccess, workerId: string): Promise<Reply | null> {
    const remembered = await this.#judge(guildId, channel, workerId, false);
    return remembered && this.#judge(guildId, channel, workerId, true);
  }

  async #judge(
    guildId: string,
    channel: VoiceChannelAccess,
    workerId: string,
    fresh: boolean,
  ): Promise<Reply | null> {
    const { view, members } = this.#options;
    const guild = view.guild(guildId);
    const roleIds = await members.roles(guildId, workerId, fresh);
    if (!guild || roleIds === null) return failure('BP', { channelId: channel.id, missing: ['ViewChannel'] });
    return voiceObstacle(guild, { userId: workerId, roleIds }, channel);
  }

  async #noneFree(guildId: string, sessions: Sessions, absent: RegisteredWorker[]): Promise<Reply> {
    const [next] = absent;
    return failure('NW', {
      sessions: await this.#named(sessions),
      ...(next ? { inviteUrl: inviteUrl(next.applicationId, guildId) } : {}),
    });
  }

  async #named(sessions: Sessions): Promise<NonNullable<FailureParams['sessions']>> {
    const names = new Map((await this.#options.registry.all()).map(({ workerId, name }) => [workerId, name]));
    return Object.entries(sessions).map(([channelId, { workerId }]) => ({
      channelId,
      workerName: names.get(workerId) ?? '',
    }));
  }
}

/** Where a worker is added to this guild with what it needs to play. */
export function inviteUrl(applicationId: string, guildId: string): string {
  const permissions = voiceNeeds.reduce((all, name) => all | PermissionFlagsBits[name], 0n);
  const query = new URLSearchParams({
    client_id: applicationId,
    scope: 'bot',
    permissions: String(permissions),
    guild_id: guildId,
  });
  return `https://discord.com/oauth2/authorize?${query.toString()}`;
}
