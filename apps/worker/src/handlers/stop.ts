import * as music from '@anankor/music';
import { failure, reply } from '@anankor/schemas';
import type { Handler } from './handler.ts';
import { sessionRef } from './panel.ts';

export const stop: Handler<'stop'> = ({ draft }) => {
  const result = music.stop(draft);
  if (result === 'NP') return { reply: failure('NP') };
  return { reply: reply('stop.done', { session: sessionRef(draft.head), cleared: result.cleared }) };
};
