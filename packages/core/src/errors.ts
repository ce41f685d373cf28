/**
 * What the pipeline does with a failure (docs/errors.md):
 * `user`: acknowledged, answered ephemerally, no failure metric. `retryable`: stays pending, backs off, then dead-lettered.
 * `permanent`: dead-lettered at once. `fatal`: the process stops reading and exits non-zero.
 */
export type ErrorKind = 'user' | 'retryable' | 'permanent' | 'fatal';

/** Every code the product throws, with its kind. docs/errors.md has a line for each; a test compares the two. */
export const errorCodes = {
  ENV_INVALID: 'fatal',
  TOKEN_REFUSED: 'fatal',
  CLAIM_LOST: 'fatal',
  DEPENDENCY_UNREACHABLE: 'fatal',
  TABLE_MISSING: 'fatal',
  JOB_NOT_JSON: 'permanent',
  JOB_INVALID: 'permanent',
  JOB_VERSION_UNKNOWN: 'permanent',
  COMMAND_UNKNOWN: 'permanent',
  JOB_POISON: 'permanent',
  JOB_EXPIRED: 'user',
  STREAM_FULL: 'user',
  INPUT_INVALID: 'user',
  SOURCE_DENIED: 'user',
  LOAD_FAILED: 'user',
  REDIS_UNAVAILABLE: 'retryable',
  DYNAMODB_UNAVAILABLE: 'retryable',
  DYNAMODB_REFUSED: 'fatal',
  ASSIGNMENT_CONFLICT: 'retryable',
  LAVALINK_UNAVAILABLE: 'retryable',
  LAVALINK_REFUSED: 'retryable',
  LAVALINK_REQUEST: 'retryable',
  DISCORD_UNAVAILABLE: 'retryable',
  DISCORD_REJECTED: 'permanent',
  UNKNOWN: 'retryable',
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof errorCodes;

/** The one error class of the product. `details` holds what to look at (never a credential). */
export class AnankorError extends Error {
  override readonly name = 'AnankorError';
  readonly code: ErrorCode;
  readonly kind: ErrorKind;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    code: ErrorCode,
    message: string,
    options: { details?: Record<string, unknown>; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.kind = errorCodes[code];
    this.details = options.details ?? {};
  }
}

/** Anything thrown, as an AnankorError. What nobody classified is UNKNOWN: retried, bounded. */
export function classify(error: unknown): AnankorError {
  if (error instanceof AnankorError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new AnankorError('UNKNOWN', message, { cause: error });
}
