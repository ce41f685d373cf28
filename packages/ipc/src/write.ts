/** What a commit may do. Keys of the worker only: they share its hash tag. */
export type WriteCommand =
  | 'SET'
  | 'DEL'
  | 'HSET'
  | 'HDEL'
  | 'RPUSH'
  | 'LPUSH'
  | 'LPOP'
  | 'RPOP'
  | 'LREM'
  | 'LTRIM'
  | 'LINSERT'
  | 'SADD'
  | 'SREM'
  | 'PEXPIRE'
  | 'PERSIST'
  /** `['XADD', stream, 'MAXLEN', '~', most, '*', field, value]`. */
  | 'XADD'
  /** Moves a key: `['RENAME', from, to]`. Where `from` does not exist, `to` is deleted: it becomes what `from` is. */
  | 'RENAME'
  /** `['COPY', from, to]`: nothing happens where `from` does not exist or `to` does. */
  | 'COPY';

export type Write = readonly [command: WriteCommand, key: string, ...args: (string | number)[]];

/** Arguments taken per element by the commands that take any number of them. */
const elementSize: Partial<Record<WriteCommand, number>> = {
  HSET: 2,
  HDEL: 1,
  RPUSH: 1,
  LPUSH: 1,
  SADD: 1,
  SREM: 1,
};

/** Lua's stack holds some 8,000 values; a longer write is cut into several, which the same script runs. */
const MOST_ARGUMENTS = 4000;

/** Appends a write as commit.lua reads it; returns how many writes it became. */
export function encodeWrite(write: Write, keys: string[], args: (string | number)[]): number {
  const [command, key, ...rest] = write;
  if (command === 'RENAME' || command === 'COPY') {
    keys.push(key, String(rest[0]));
    args.push(command, 0);
    return 1;
  }
  if (rest.length <= MOST_ARGUMENTS || !elementSize[command]) {
    keys.push(key);
    args.push(command, rest.length, ...rest);
    return 1;
  }
  let writes = 0;
  for (let start = 0; start < rest.length; start += MOST_ARGUMENTS) {
    const part = rest.slice(start, start + MOST_ARGUMENTS);
    keys.push(key);
    args.push(command, part.length);
    for (const value of part) args.push(value);
    writes++;
  }
  return writes;
}
