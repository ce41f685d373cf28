import { shuffle } from '@anankor/music';
import { failure, reply } from '@anankor/schemas';
import type { Handler } from './handler.ts';

export const queueShuffle: Handler<'queue shuffle'> = ({ draft, facts }) => {
  const result = shuffle(draft, facts.random);
  return { reply: result === 'EQ' ? failure('EQ') : reply('queue.shuffled', { count: result.count }) };
};
