/** Why an entry of the outbox was not said. */
export type OutboxDrop = 'gone' | 'forbidden' | 'rejected' | 'old' | 'unreadable';
