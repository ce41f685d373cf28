import type { InteractionHandle, SimulatedChannel, SimulatedMember } from '@anankor/discord-simulator';
import { hear, hearNothing } from './listen.ts';
import type { Heard } from './listen.ts';
import { messageText } from './message-text.ts';
import type { Stage } from './stage.ts';

/** One thing a member does, and what must come of it. */
export interface Step {
  who: SimulatedMember;
  /** What is typed, or `[Label]` for a button on the message of an earlier step. */
  does: string;
  /** The message whose button is pressed. */
  on?: InteractionHandle;
  /** What the answer must say. */
  answers: RegExp;
  /** The track that is heard afterwards, or silence. */
  hears?: { channel: SimulatedChannel; track: string | null };
}

export interface Performed {
  who: string;
  does: string;
  answer: string;
  ackMs: number;
  /** From typing to the first frame of what should be heard; null where nothing new is. */
  audioMs: number | null;
  heard: { channel: string; what: Heard | null } | null;
  /** The worker bot in the channel. */
  worker: string;
  handle: InteractionHandle;
}

/** Does a step and checks all of it. Throws with what was wrong. */
export async function perform(stage: Stage, step: Step): Promise<Performed> {
  const { platform, text, names } = stage;
  const { who, does, on, answers, hears } = step;
  const { discord } = platform;
  const handle = on
    ? who.press(on, does.slice(1, -1))
    : who.type(does, { channel: text, app: platform.masterBot });
  await handle.acked();
  const answer = on ? await pressedAnswer(handle, on, answers, names) : await typedAnswer(handle, names);
  if (!answers.test(answer))
    throw new Error(`${who.name} did ${does} and should read ${answers}, but reads: ${answer}`);
  let what: Heard | null = null;
  if (hears?.track === null) await hearNothing(discord, hears.channel);
  else if (hears) what = await hear(discord, hears.channel, hears.track, { since: handle.sentAt });
  const seat = hears?.channel.occupants.find((id) => platform.workerBots.some((bot) => bot.botUserId === id));
  return {
    who: who.name,
    does,
    answer,
    ackMs: handle.ackMs ?? Number.NaN,
    audioMs: what ? Math.max(0, what.startedAt - handle.sentAt) : null,
    heard: hears ? { channel: hears.channel.name, what } : null,
    worker: platform.workerBots.find((bot) => bot.botUserId === seat)?.name ?? '',
    handle,
  };
}

async function typedAnswer(handle: InteractionHandle, names: Stage['names']): Promise<string> {
  return messageText(await handle.reply(), names);
}

/** What Discord suggests to a member who is still typing. Throws when the track is not among it. */
export async function suggest(
  stage: Stage,
  who: SimulatedMember,
  typed: string,
  title: string,
): Promise<string> {
  const choices = await who.autocomplete(typed, { channel: stage.text, app: stage.platform.masterBot });
  const names = choices.map(({ name }) => name);
  if (!names.some((name) => name.includes(title))) {
    throw new Error(
      `${who.name} types ${typed} and should be offered ${title}, but is offered: ${names.join(', ') || 'nothing'}`,
    );
  }
  return names.join(', ');
}

/** A button changes the message it is on, or adds one. */
async function pressedAnswer(
  handle: InteractionHandle,
  on: InteractionHandle,
  answers: RegExp,
  names: Stage['names'],
): Promise<string> {
  let texts: string[] = [];
  for (const deadline = performance.now() + 10_000; performance.now() < deadline;) {
    texts = [...handle.messages, ...on.messages].map((message) => messageText(message, names));
    const found = texts.find((text) => answers.test(text));
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return texts.join(' | ');
}
