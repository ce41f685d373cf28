import { z } from 'zod';

/** Every way a command can be refused or fail; docs/API_REFERENCE.md says when each is answered. */
export const failureCode = z.enum([
  'NV',
  'WC',
  'NS',
  'NP',
  'EQ',
  'OR',
  'BP',
  'VF',
  'AF',
  'SG',
  'VC',
  'NW',
  'NM',
  'LF',
  'RS',
  'QL',
  'DU',
  'SD',
  'PD',
  'LV',
  'ND',
  'SP',
  'CD',
  /** The job waited longer than anybody wants its effect. */
  'EX',
  /** Work was refused because too much waits already. */
  'OV',
  /** What is stored of the session can't be read. */
  'UR',
  /** What the command needs does not answer, and nothing was done. */
  'UN',
  /** The same, and whether it is done shows when that is back. */
  'UD',
  /** Something broke; `reference` finds it in the logs. */
  'ER',
]);
export type FailureCode = z.infer<typeof failureCode>;

/** When each is answered, for operators and docs/API_REFERENCE.md. The sentences that members read are packages/discord's. */
export const failureMeanings: Record<FailureCode, string> = {
  NV: 'the caller is in no voice channel',
  WC: 'the caller’s channel has no session, others of the guild have',
  NS: 'the guild has no session',
  NP: 'nothing is playing',
  EQ: 'the queue is empty',
  OR: 'a number, place, level or time is out of its range',
  BP: 'the worker lacks View Channel, Connect or Speak in the channel',
  VF: 'the voice channel is full',
  AF: 'the voice channel is the guild’s AFK channel',
  SG: 'a stage channel in which the worker is in the audience: it asked to speak, or may not even ask',
  VC: 'Discord does not let the worker into the channel, or has not yet, and permissions and places don’t say why',
  NW: 'no worker is free in the guild',
  NM: 'nothing was found',
  LF: 'it was found but could not be loaded',
  RS: 'restricted by age, region or login',
  QL: 'the queue, a member’s share of it or a track’s length is at its limit',
  DU: 'it is in the queue already, and duplicates are blocked',
  SD: 'the source is denied, or leads to a private address; nothing was fetched',
  PD: 'it needs a DJ',
  LV: 'a live stream can’t be sought',
  ND: 'no Lavalink node is up; the queue is kept and starts by itself',
  SP: 'the button belongs to an earlier state; the panel is redrawn',
  CD: 'the caller’s cooldown is not over',
  EX: 'the job waited longer than anybody wants its effect',
  OV: 'too many jobs wait for the worker',
  UR: 'what is stored of the session can’t be read by this version; /stop and /leave end it',
  UN: 'Redis or DynamoDB does not answer; the command was not executed and won’t be',
  UD: 'Redis and DynamoDB don’t answer, or Redis went while the job was put on its stream; another answer replaces this one once they are back',
  ER: 'something broke; the reference finds it in logs and traces',
};
