import type { SessionDraft, SessionSettings } from '@anankor/music';
import type { CommandInput, Job, JobCommandPath, Reply } from '@anankor/schemas';

/** What a decision needs to know of the world beside the session and the job. */
export interface Facts {
  /** Users in the session's voice channel who are no bots and not deafened. */
  listeners: readonly string[];
  /** Numbers from 0 up to but not 1. */
  random: () => number;
  /** Whether any Lavalink node is up. */
  nodeUp: boolean;
  /** Whether the node of the session, or any where it has none, takes calls. */
  playerUp: boolean;
  /** This worker's name, as users see it. */
  workerName: string;
  settings: SessionSettings;
}

export interface HandlerContext<Path extends JobCommandPath> {
  draft: SessionDraft;
  input: CommandInput<Path>;
  job: Job;
  facts: Facts;
  /** This job brought the bot into the channel: the session is new, or was parked. */
  joined: boolean;
}

/** `load`: the place in the queue is kept, and the reply follows when the load's result comes in. */
export type Outcome = { reply: Reply } | { load: { entryId: string; query: string } };

/** Turns an input into operations of the session and a reply. Pure. Answering a failure undoes what it did to the draft. */
export type Handler<Path extends JobCommandPath> = (context: HandlerContext<Path>) => Outcome;
