import { AnankorError, backoffDelay, classify } from '@anankor/core';
import { isReplyExpired } from '@anankor/ipc';
import type { Delivery } from '@anankor/ipc';
import { applyEvent, assignedChannel, transition } from '@anankor/music';
import type { Change, Moving, SessionEvent, SessionState } from '@anankor/music';
import { failure } from '@anankor/schemas';
import type { Reply } from '@anankor/schemas';
import { decide, nowPlaying } from '../handlers/index.ts';
import type { Facts } from '../handlers/index.ts';
import { GuildLoads } from './guild-loads.ts';
import { GuildMove } from './guild-move.ts';
import type { JobRecord } from './job-record.ts';
import { Lane } from './lane.ts';
import { LoadWork } from './load-work.ts';
import type { LoadHost } from './load-work.ts';
import { AssignmentKeeper } from './assignment-keeper.ts';
import type { GuildInput } from './guild-input.ts';
import type { GuildServices } from './guild-services.ts';
import type { MoveHost, MoveOutcome } from './move-host.ts';
import { playerPass } from './player-pass.ts';
import { stateOf } from './read-session.ts';
import { Reconciler } from './reconciler.ts';
import { SeatKeeper } from './seat-keeper.ts';
import type { SeatOutcome } from './seat-keeper.ts';
import { truthfulReply } from './truthful-reply.ts';

const retryPolicy = { initialMs: 50, maxMs: 2_000 };

/**
 * One guild of a worker: its session's state, its lane, and what follows from a commit. The owner of the worker is the only
 * writer, so the state in memory is the truth until a commit says otherwise; then it is loaded anew and the input decided
 * again.
 */
export class GuildActor {
  readonly guildId: string;
  readonly assignment: AssignmentKeeper;
  readonly #services: GuildServices;
  readonly #lane: Lane<GuildInput>;
  readonly #player: Reconciler;
  readonly #move: GuildMove;
  readonly #moving: Reconciler;
  readonly #loads: GuildLoads;
  readonly #loadWork: LoadWork;
  readonly #seat: SeatKeeper;
  /** Nodes on which the session had a player that it does not want any more. */
  readonly #leftBehind = new Set<string>();
  #leaving = false;
  #state: SessionState | null;

  constructor(guildId: string, state: SessionState | null, services: GuildServices) {
    this.guildId = guildId;
    this.#state = state;
    this.#services = services;
    const { clock, signal, events } = services;
    this.#lane = new Lane((input) => this.#process(input));
    const onError = (error: AnankorError): void => {
      events.reconcileFailed(guildId, error);
      if (error.code === 'CLAIM_LOST') services.lost(error);
    };
    this.#loads = new GuildLoads(guildId, services, (input) => this.#lane.push(input));
    this.#loadWork = new LoadWork(this.#loads, this.#loadHost(), services);
    this.#move = new GuildMove(this.#moveHost(), services);
    this.#moving = new Reconciler({ pass: () => this.#move.pass(), clock, signal, onError });
    this.#player = new Reconciler({ pass: () => this.#reconcilePlayer(), clock, signal, onError });
    this.#seat = new SeatKeeper({
      guildId,
      services,
      session: () => this.#state,
      onRefused: (channelId, entryIds) => {
        this.notify({ type: 'seatRefused', channelId, entryIds });
      },
    });
    this.assignment = new AssignmentKeeper({
      guildId,
      services,
      session: () => this.#state,
      onSettled: () => this.#lane.push({ kind: 'settled' }),
      onTaken: (channelId) => {
        this.notify({ type: 'channelTaken', channelId });
      },
      onError,
    });
  }

  get state(): SessionState | null {
    return this.#state;
  }

  /** Nothing is in hand and there is no session: the actor can be let go. */
  get disposable(): boolean {
    const settled = this.#player.idle && this.assignment.idle && this.#moving.idle && this.#move.idle;
    return this.#state === null && this.#lane.idle && this.#loads.idle && settled;
  }

  /** The voice channel of the session, or of the one it is about to have. */
  get channelId(): string | undefined {
    return this.#state?.head.channelId ?? this.#move.joining;
  }

  get idle(): boolean {
    return this.#lane.idle;
  }

  deliver(delivery: Delivery): void {
    this.#lane.push({ kind: 'job', delivery });
  }

  notify(event: SessionEvent): void {
    this.#lane.push({ kind: 'event', event });
  }

  /** Moves the session to another worker. */
  async moveTo(moving: Moving): Promise<MoveOutcome> {
    const refusal = await new Promise<string | null>((begun) => {
      this.#lane.push({ kind: 'move', moving, begun });
    });
    if (refusal !== null) return { begun: false, refusal };
    return { begun: true, refusal: await this.#move.decided(moving.id) };
  }

  /** The same of a move that is under way already. */
  moved(moveId: string): Promise<string | null> {
    return this.#move.decided(moveId);
  }

  /** After a take-over: what was left undone between a commit and its effects is done. */
  takenOver(): void {
    void this.reconcile();
    this.#seat.follow();
    this.assignment.takenOver();
    void this.#moving.poke();
  }

  /** Leaves what waits for a load to the next owner, who loads it again. */
  releaseLoads(): void {
    this.#leaving = true;
    this.#move.release();
    this.#loads.release();
  }

  /** Compares the player with the session once more: after a take-over, and every few seconds. */
  reconcile(): Promise<void> {
    this.#loads.beginWaiting(this.#state);
    return this.#player.poke();
  }

  /** Never throws. */
  #process(input: GuildInput): Promise<void> {
    const delivery = this.#loads.waitingFor(input);
    return this.#services.traces.within(delivery, () => this.#untilDone(input));
  }

  async #untilDone(input: GuildInput): Promise<void> {
    const { clock, signal, lost, events, store } = this.#services;
    for (let attempt = 1; !signal.aborted; attempt += 1) {
      try {
        if (input.kind === 'job') await this.#work(input.delivery);
        else if (input.kind === 'load') await this.#loadWork.beginAgain(input);
        else if (input.kind === 'loaded') await this.#loadWork.loaded(input);
        else if (input.kind === 'move') await this.#begin(input);
        else if (input.kind === 'decision') await this.#move.decide(input.decision);
        else if (input.kind === 'event') await this.#event(input.event);
        else await this.#settled();
        return;
      } catch (thrown) {
        const error = classify(thrown);
        if (error.code === 'CLAIM_LOST') return lost(error);
        events.inputFailed(this.guildId, error, attempt);
        if (!this.#again(input, error, attempt)) return;
        await clock.sleep(backoffDelay(retryPolicy, attempt), signal).catch(() => undefined);
        this.#state = await store.load(this.guildId).then(stateOf, () => this.#state);
      }
    }
  }

  /** An outage of Redis is nobody's fault and waited out; anything else is tried as often as the command says. */
  #again(input: GuildInput, error: AnankorError, attempt: number): boolean {
    if (error.code === 'REDIS_UNAVAILABLE') return true;
    const delivery = this.#loads.waitingFor(input);
    if (error.kind === 'retryable' && attempt < (delivery?.attempts ?? 5)) return true;
    if (input.kind === 'move') input.begun(error.message);
    if ('entryId' in input) this.#loads.end(input.entryId);
    if (delivery) {
      delivery.dead(error);
      this.#givesBack();
    }
    if (delivery && !isReplyExpired(delivery.job.reply)) {
      this.#services.replies.apologise(delivery, error);
      this.#services.events.jobGivenUp(delivery, error);
    }
    return false;
  }

  async #work(delivery: Delivery): Promise<void> {
    if (await this.#move.take(delivery)) return;
    await this.#job(delivery);
    this.#givesBack();
  }

  /** The master may have assigned a channel for a job that made no use of it: it expired, say, or was refused. */
  #givesBack(): void {
    if (assignedChannel(this.#state) === null) this.assignment.unused();
  }

  async #begin({ moving, begun }: Extract<GuildInput, { kind: 'move' }>): Promise<void> {
    begun(await this.#move.begin(moving));
    void this.#moving.poke();
  }

  #moveHost(): MoveHost {
    return {
      guildId: this.guildId,
      state: () => this.#state,
      settled: () => this.#loads.idle && !this.#leaving,
      commit: ({ after, changes, job }) => this.#commit(after, changes, job),
      work: (delivery) => this.#process({ kind: 'job', delivery }),
      resume: (delivery, record) => this.#resume(delivery, record),
      reconcile: () => {
        // While it moved nobody listened to who came and went.
        const head = this.#state?.head;
        const { voiceStates } = this.#services;
        if (head)
          this.notify({ type: 'listeners', userIds: voiceStates.listeners(head.guildId, head.channelId) });
        void this.reconcile();
        void this.#moving.poke();
      },
      decide: (decision) => this.#lane.push({ kind: 'decision', decision }),
    };
  }

  async #job(delivery: Delivery): Promise<void> {
    const { job } = delivery;
    const now = this.#services.clock.now();
    if (now > job.expiresAt && !delivery.redelivered) return this.#answer(delivery, failure('EX'), null);
    const { traces } = this.#services;
    const decision = traces.measure('decide', () =>
      decide(this.#state, job, now, this.#facts(job.channelId)),
    );
    const record: JobRecord = decision.outcome;
    // What changes nothing needs no record: whoever gets it again decides again. Unless it was applied already.
    if (decision.changes.length > 0 || delivery.redelivered) {
      const applied = await this.#commit(decision.state, decision.changes, { id: job.jobId, record });
      if (applied !== null) return this.#resume(delivery, applied);
      await this.#services.onStep('committed', job.command);
    }
    // Its placeholder counts as a load that was begun.
    if ('load' in record) this.#loadWork.begin(record.load, delivery);
    else await this.#resume(delivery, record);
  }

  /** Goes on behind the commit, whether it was made now or by a former owner: its load may have ended with it. */
  async #resume(delivery: Delivery, record: JobRecord): Promise<void> {
    if ('movedTo' in record) this.#move.sendAgain(delivery, record);
    else if ('load' in record) await this.#loadWork.beginAgain({ ...record.load, delivery });
    else if ('reply' in record) this.#answer(delivery, record.reply, this.#player.poke());
  }

  #loadHost(): LoadHost {
    return {
      state: () => this.#state,
      leaving: () => this.#leaving,
      facts: (channelId) => this.#facts(channelId),
      commit: (after, changes, job) => this.#commit(after, changes, job),
      reconcilePlayer: () => this.#player.poke(),
      answer: (...answer) => this.#answer(...answer),
    };
  }

  async #event(event: SessionEvent): Promise<void> {
    if (event.type === 'tick') await this.#move.tick();
    const state = this.#state;
    if (state === null) return;
    const { clock, random, settings } = this.#services;
    const next = transition(state, clock.now(), (draft) => applyEvent(draft, event, random), settings);
    if (next.changes.length > 0) await this.#commit(next.state, next.changes, undefined, event);
    if (event.type === 'voiceState' || event.type === 'tick') this.#seat.follow();
    if (event.type !== 'listeners' || next.changes.length > 0) void this.reconcile();
  }

  /**
   * The guild has no session and no assignment: a successor need not look at it. In the lane, or it could overtake the commit
   * of a session that just begins, and the successor would not know that one.
   */
  async #settled(): Promise<void> {
    const { store, commits } = this.#services;
    if (this.#state === null) await commits.write([store.settled(this.guildId)]);
  }

  /** Null when it was committed; else what the job was answered before, and the state stays as it was. */
  async #commit(
    after: SessionState | null,
    changes: readonly Change[],
    job?: { id: string; record: JobRecord },
    event: SessionEvent | null = null,
  ): Promise<JobRecord | null> {
    const before = this.#state;
    const { clock, commits, traces, events } = this.#services;
    const commit = { guildId: this.guildId, before, after, changes, ...(job ? { job } : {}) };
    const result = await traces.stage('commit', () => commits.commit(commit));
    if (result.outcome === 'recorded') return result.record;
    if (result.outcome === 'conflict') {
      throw new AnankorError(
        'REDIS_UNAVAILABLE',
        'The session in Redis is another than the one in memory: reading it again',
      );
    }
    this.#state = after;
    this.#seat.follow(job?.id);
    this.#loads.answerGone(after, changes);
    const wentAway = after === null && before !== null && before.head.moving !== null;
    const cameHere =
      after?.head.arriving?.id !== undefined && before?.head.arriving?.id !== after.head.arriving.id;
    // Neither of the two bots began or ended a track by a move.
    if (!wentAway && !cameHere) events.committed({ before, after, changes }, event, clock.now());
    const left = before?.head.node?.name;
    if (left !== undefined && left !== after?.head.node?.name) this.#leftBehind.add(left);
    if (before?.head.channelId !== after?.head.channelId) events.sessionMoved(before, after);
    const needed = assignedChannel(after);
    const ended = after === null || (needed === null && assignedChannel(before) !== null);
    // What moved away took its assignment along: one that is there is of the session that comes next.
    if (ended && !wentAway) this.assignment.unused();
    else if (ended || needed !== assignedChannel(before)) this.assignment.poke();
    return null;
  }

  #answer(delivery: Delivery, reply: Reply, settled: Promise<void> | null): void {
    const { replies, clock, obstacle } = this.#services;
    const pressed = delivery.job.origin.kind === 'component';
    const outcome = (): Promise<SeatOutcome> => this.#seat.outcome();
    replies.send(
      delivery,
      () => truthfulReply({ delivery, reply, outcome, obstacle }),
      settled,
      pressed && this.#state ? nowPlaying(this.#state, clock.now()) : null,
    );
  }

  #facts(channelId: string): Facts {
    const { voiceStates, random, settings, workerName, nodes } = this.#services;
    const listeners = voiceStates.listeners(this.guildId, this.#state?.head.channelId ?? channelId);
    return { listeners, random, nodeUp: nodes.up, workerName: workerName(), settings };
  }

  async #reconcilePlayer(): Promise<void> {
    const { voiceStates, workerId } = this.#services;
    const seatedIn = voiceStates.channelOf(this.guildId, workerId);
    const part = {
      guildId: this.guildId,
      session: () => this.#state,
      seatedIn,
      leftBehind: this.#leftBehind,
    };
    for (const event of await playerPass({ ...this.#services, ...part })) this.notify(event);
  }
}
