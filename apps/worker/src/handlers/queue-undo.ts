import { undo } from '@anankor/music';
import { reply } from '@anankor/schemas';
import type { Handler } from './handler.ts';

export const queueUndo: Handler<'queue undo'> = ({ draft }) => {
  const result = undo(draft);
  return {
    reply: result === 'nothing' ? reply('queue.nothingToUndo', {}, 'info') : reply('queue.undone', result),
  };
};
