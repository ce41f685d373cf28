/** Milliseconds a member waits for Redis or DynamoDB before they are told; an answer takes the rest of ten seconds at most. */
export const PATIENCE_MS = 8_000;
