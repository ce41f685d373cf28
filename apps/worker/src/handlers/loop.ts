import { setLoop } from '@anankor/music';
import { reply } from '@anankor/schemas';
import type { Handler } from './handler.ts';

export const loop: Handler<'loop'> = ({ draft, input }) => {
  setLoop(draft, input.mode);
  return { reply: reply('loop.set', { mode: input.mode }) };
};
