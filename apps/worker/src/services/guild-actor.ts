import { AnankorError } from '@anankor/core';
import type { Delivery } from '@anankor/ipc';
import { applyEvent, assignedChannel, transition } from '@anankor/music';
import type { Change, Moving, SessionEvent, SessionState } from '@anankor/music';
import { failure } from '@anankor/schemas';
import type { Reply } from '@anankor/schemas';
import { decide } from '../handlers/index.ts';
import type { Facts } from '../handlers/index.ts';
import { effectsOf } from './commit-effects.ts';
import { GuildLoads } from './guild-loads.ts';
import { GuildMove } from './guild-move.ts';
import type { JobRecord } from './job-record.ts';
import { KnownSession } from './known-session.ts';
import { Lane } from './lane.ts';
import { LoadWork } from './load-work.ts';
import type { LoadHost } from './load-work.ts';
import { AssignmentKeeper } from './assignment-keeper.ts';
import { GuildAnswers } from './guild-answers.ts';
import type { GuildInput } from './guild-input.ts';
import type { GuildServices } from './guild-services.ts';
import type { MoveHost, MoveOutcome } from './move-host.ts';
import { playerPass } from './player-pass.ts';
import type { LoadedSession } from './read-session.ts';
import { Reconciler } from './reconciler.ts';
import { untilDone } from './until-done.ts';
import type { InputHost } from './until-done.ts';
import { voiceKeepers } from './voice-keepers.ts';
import type { UnreadableHost } from './unreadable-session.ts';

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
  readonly #voice: ReturnType<typeof voiceKeepers>;
  readonly #answers: GuildAnswers;
  /** Nodes on which the session had a player that it does not want any more. */
  readonly #leftBehind = new Set<string>();
  #leaving = false;
  readonly #session: KnownSession;

  constructor(guildId: string, loaded: LoadedSession, services: GuildServices) {
    this.guildId = guildId;
    this.#services = services;
    this.#session = new KnownSession(loaded, this.#unreadableHost(), services);
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
    this.#player = new Reconciler({
      pass: () => this.#reconcilePlayer(),
      clock,
      signal,
      onError,
      onBrake: events.reconcileBraked.bind(events, guildId),
    });
    this.#voice = voiceKeepers({
      guildId,
      services,
      session: () => this.state,
      notify: (event) => this.notify(event),
      onError,
    });
    this.#answers = new GuildAnswers(services, this.#voice.seat, this.#voice.silence);
    this.assignment = new AssignmentKeeper({
      guildId,
      services,
      session: () => this.state,
      onSettled: () => this.#lane.push({ kind: 'settled' }),
      onTaken: (channelId) => this.notify({ type: 'channelTaken', channelId }),
      onError,
    });
  }

  get state(): SessionState | null {
    return this.#session.state;
  }

  /** Why nobody can read the session; null where somebody can. */
  get unreadable(): string | null {
    return this.#session.unreadable;
  }

  /** Nothing is in hand and there is no session: the actor can be let go. */
  get disposable(): boolean {
    const settled = this.#player.idle && this.assignment.idle && this.#moving.idle && this.#move.idle;
    const none = this.state === null && this.unreadable === null;
    return none && this.#lane.idle && this.#loads.idle && settled;
  }

  /** The voice channel of the session, or of the one it is about to have. */
  get channelId(): string | undefined {
    const { voiceStates, workerId } = this.#services;
    // Where nobody knows what the session wants, the bot stays where it is.
    if (this.unreadable !== null) return voiceStates.channelOf(this.guildId, workerId) ?? undefined;
    return this.state?.head.channelId ?? this.#move.joining;
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
    if (this.unreadable !== null) return;
    if (this.#session.damaged) this.notify({ type: 'tick' });
    void this.reconcile();
    this.#voice.takenOver();
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
    this.#loads.beginWaiting(this.state);
    return this.#player.poke();
  }

  /** Never throws. */
  #process(input: GuildInput): Promise<void> {
    const { guildId } = this;
    const host: InputHost = {
      guildId,
      services: this.#services,
      work: (one) => this.#handle(one),
      reload: () => this.#session.reload(),
      waitingFor: (one) => this.#loads.waitingFor(one),
      givenUp: (one, delivery) => {
        if ('entryId' in one) this.#loads.end(one.entryId);
        if (delivery) this.#givesBack();
      },
    };
    const delivery = this.#loads.waitingFor(input);
    return this.#services.traces.within(delivery, () => untilDone(input, host));
  }

  async #handle(input: GuildInput): Promise<void> {
    if (await this.#session.prepare(input)) return;
    if (input.kind === 'job') await this.#work(input.delivery);
    else if (input.kind === 'load') await this.#loadWork.beginAgain(input);
    else if (input.kind === 'loaded') await this.#loadWork.loaded(input);
    else if (input.kind === 'move') await this.#begin(input);
    else if (input.kind === 'decision') await this.#move.decide(input.decision);
    else if (input.kind === 'event') await this.#event(input.event);
    else await this.#settled();
  }

  #unreadableHost(): UnreadableHost {
    return {
      guildId: this.guildId,
      ended: () => {
        for (const name of this.#services.nodes.names) this.#leftBehind.add(name);
        this.#loads.answerGone(null, []);
        this.assignment.unused();
        void this.reconcile();
      },
      answer: (delivery, answer) => this.#answer(delivery, answer, null),
      resume: (delivery, record) => this.#resume(delivery, record),
      endLoad: ({ entryId }) => this.#loads.end(entryId),
      waitingFor: (input) => this.#loads.waitingFor(input),
    };
  }

  async #work(delivery: Delivery): Promise<void> {
    if (await this.#move.take(delivery)) return;
    await this.#job(delivery);
    this.#givesBack();
  }

  /** The master may have assigned a channel for a job that made no use of it: it expired, say, or was refused. */
  #givesBack(): void {
    if (assignedChannel(this.state) === null) this.assignment.unused();
  }

  async #begin({ moving, begun }: Extract<GuildInput, { kind: 'move' }>): Promise<void> {
    begun(await this.#move.begin(moving));
    void this.#moving.poke();
  }

  #moveHost(): MoveHost {
    return {
      guildId: this.guildId,
      state: () => this.state,
      settled: () => this.#loads.idle && !this.#leaving,
      commit: ({ after, changes, job }) => this.#commit(after, changes, job),
      work: (delivery) => this.#process({ kind: 'job', delivery }),
      resume: (delivery, record) => this.#resume(delivery, record),
      reconcile: () => {
        // While it moved nobody listened to who came and went.
        const head = this.state?.head;
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
    const decision = traces.measure('decide', () => decide(this.state, job, now, this.#facts(job.channelId)));
    const record: JobRecord = decision.outcome;
    // What changes nothing needs no record: whoever gets it again decides again. Unless it was applied already.
    if (decision.changes.length > 0 || delivery.redelivered) {
      const applied = await this.#commit(decision.state, decision.changes, {
        id: job.jobId,
        record,
        pressed: job.origin.kind === 'component',
      });
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
    else if ('reply' in record) this.#answer(delivery, record.reply, this.#player.poke('command'));
  }

  #loadHost(): LoadHost {
    return {
      state: () => this.state,
      leaving: () => this.#leaving,
      facts: (channelId) => this.#facts(channelId),
      commit: (after, changes, job) => this.#commit(after, changes, job),
      reconcilePlayer: () => this.#player.poke('command'),
      answer: (...answer) => this.#answer(...answer),
    };
  }

  async #event(event: SessionEvent): Promise<void> {
    if (event.type === 'tick') await this.#move.tick();
    const state = this.state;
    if (state === null) return;
    const { clock, random, settings } = this.#services;
    const next = transition(state, clock.now(), (draft) => applyEvent(draft, event, random), settings);
    if (next.changes.length > 0) await this.#commit(next.state, next.changes, undefined, event);
    if (event.type === 'tick') this.#voice.seat.follow();
    if (event.type !== 'listeners' || next.changes.length > 0) void this.reconcile();
  }

  /**
   * The guild has no session and no assignment: a successor need not look at it. In the lane, or it could overtake the commit
   * of a session that just begins, and the successor would not know that one.
   */
  async #settled(): Promise<void> {
    const { store, commits } = this.#services;
    if (this.state === null) await commits.write([store.settled(this.guildId)]);
  }

  /** Null when it was committed; else what the job was answered before, and the state stays as it was. */
  async #commit(
    after: SessionState | null,
    changes: readonly Change[],
    job?: { id: string; record: JobRecord; pressed?: boolean },
    event: SessionEvent | null = null,
  ): Promise<JobRecord | null> {
    const before = this.state;
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
    this.#session.state = after;
    this.#voice.committed(before, after, job?.id);
    this.#answers.committed(before, after, changes, job?.pressed);
    this.#loads.answerGone(after, changes);
    const { byMove, leftNode, moved, assignment } = effectsOf(before, after);
    if (!byMove) events.committed({ before, after, changes }, event, clock.now());
    if (leftNode !== null) this.#leftBehind.add(leftNode);
    if (moved) events.sessionMoved(before, after);
    if (assignment === 'unused') this.assignment.unused();
    else if (assignment === 'changed') this.assignment.poke();
    return null;
  }

  #answer(delivery: Delivery, reply: Reply, settled: Promise<void> | null): void {
    this.#answers.send(delivery, reply, settled, this.state);
  }

  #facts(channelId: string): Facts {
    const { voiceStates, random, settings, workerName, nodes } = this.#services;
    const listeners = voiceStates.listeners(this.guildId, this.state?.head.channelId ?? channelId);
    const node = this.state?.head.node ?? null;
    const playerUp = node === null ? nodes.up : nodes.at(node.name) !== null;
    return { listeners, random, nodeUp: nodes.up, playerUp, workerName: workerName(), settings };
  }

  /** Whether it had anything to do. */
  async #reconcilePlayer(): Promise<boolean> {
    if (this.unreadable !== null) return false;
    const { guildId } = this;
    const { voiceStates, workerId } = this.#services;
    const seatedIn = voiceStates.channelOf(guildId, workerId);
    const here = { guildId, session: () => this.state, seatedIn, leftBehind: this.#leftBehind };
    const { calls, events } = await playerPass({ ...this.#services, ...here });
    for (const event of events) this.notify(event);
    return calls + events.length > 0;
  }
}
