import * as music from '@anankor/music';
import { reply } from '@anankor/schemas';
import type { Handler } from './handler.ts';

export const leave: Handler<'leave'> = ({ draft, input }) => {
  return { reply: reply('leave.done', music.leave(draft, input.keep_queue)) };
};
