import { randomUUID } from 'node:crypto';
import { AnankorError } from '@anankor/core';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { conditionHeld } from './conditional.ts';
import type { Dynamodb } from './dynamodb-client.ts';

/** A value and its version; 0: nothing was written yet and the value is the default. */
export interface Versioned<Value> {
  version: number;
  value: Value;
}

export type WriteResult<Value> =
  { ok: true; written: Versioned<Value> } | { ok: false; current: Versioned<Value> };

/** How an item is read (a `StoredShape`): `{}` is what a guild without an item has. */
interface ItemShape<Value> {
  readonly version: number;
  parse(item: unknown): { value: Value } | null;
}

/**
 * One item per guild under optimistic locking: a write names the version it was derived from and fails where that is no
 * longer the current one. Items are never deleted, so that a version never comes again.
 */
export class VersionedItems<Value extends Record<string, unknown>> {
  readonly #client: Dynamodb;
  readonly #table: string;
  readonly #shape: ItemShape<Value>;

  constructor(options: { client: Dynamodb; table: string; shape: ItemShape<Value> }) {
    this.#client = options.client;
    this.#table = options.table;
    this.#shape = options.shape;
  }

  async read(guildId: string): Promise<Versioned<Value>> {
    return this.#parse(await this.#item(guildId));
  }

  /** Attributes that `read` found and this version does not know are on the value, and have to stay on the one that is written. */
  async write(guildId: string, value: Value, expectedVersion: number): Promise<WriteResult<Value>> {
    const attempt = randomUUID();
    const version = expectedVersion + 1;
    const put = new PutCommand({
      TableName: this.#table,
      Item: { ...value, v: this.#shape.version, guildId, version, attempt },
      ...(expectedVersion === 0
        ? { ConditionExpression: 'attribute_not_exists(guildId)' }
        : {
            ConditionExpression: '#version = :expected',
            ExpressionAttributeNames: { '#version': 'version' },
            ExpressionAttributeValues: { ':expected': expectedVersion },
          }),
    });
    if (await conditionHeld(this.#client.send(put))) return { ok: true, written: { version, value } };
    const item = await this.#item(guildId);
    // The SDK repeats a request whose answer was lost, and the repetition meets our own write.
    if (item?.['attempt'] === attempt) return { ok: true, written: { version, value } };
    return { ok: false, current: this.#parse(item) };
  }

  async #item(guildId: string): Promise<Record<string, unknown> | undefined> {
    const { Item } = await this.#client.send(
      new GetCommand({ TableName: this.#table, Key: { guildId }, ConsistentRead: true }),
    );
    return Item;
  }

  #parse(item: Record<string, unknown> | undefined): Versioned<Value> {
    const { guildId: _guildId, version, attempt: _attempt, ...value } = item ?? {};
    const read = this.#shape.parse(value);
    if (!read) throw new AnankorError('UNKNOWN', `An item of ${this.#table} can't be read`);
    return { version: Number(version ?? 0), value: read.value };
  }
}
