import { reply } from '@anankor/schemas';
import type { Handler } from './handler.ts';

/** The session is there already: a job of route `voice` makes it, or calls it back. */
export const join: Handler<'join'> = ({ draft, joined }) => {
  const { channelId } = draft.head;
  return { reply: joined ? reply('join.done', { channelId }) : reply('join.already', { channelId }, 'info') };
};
