import { createHash } from 'node:crypto';
import type { AnankorError, ErrorCode } from '@anankor/core';
import { jsonOf } from '@anankor/schemas';
import type { Job } from '@anankor/schemas';
import { redactJob, redactMessage } from './redact.ts';

/** A job that was given up, as operators see it. It holds no credential. */
export interface DeadLetter {
  /** Id on the stream of dead letters. */
  id: string;
  /** Id the entry had on the stream of jobs. */
  entryId: string;
  jobId: string | null;
  command: string | null;
  guildId: string | null;
  code: ErrorCode;
  message: string;
  /** How often it was tried; 0 for one that was never handed over. */
  attempts: number;
  /** Whether its effect had taken place before it was given up (its answer had not). Such a letter is never replayed. */
  applied: boolean;
  /** Milliseconds since the Unix epoch. */
  enqueuedAt: number;
  deadAt: number;
  /** The envelope without its token; null for what was no JSON object. */
  payload: Record<string, unknown> | null;
  /** Of what could not be read only its size in characters and its SHA-256 are kept. */
  unreadable: { length: number; sha256: string } | null;
}

/** An entry about to become a dead letter. */
export interface Burial {
  entryId: string;
  error: AnankorError;
  attempts: number;
  deadAt: number;
  payload?: Job | Record<string, unknown> | undefined;
  raw?: string | undefined;
}

const text = (value: unknown): string => (typeof value === 'string' ? value.slice(0, 64) : '');

/** The letter's fields and values, redacted. */
export function letterFields(burial: Burial): string[] {
  const { entryId, error, attempts, deadAt, payload, raw = '' } = burial;
  return [
    ...['entryId', entryId],
    ...['jobId', text(payload?.['jobId'])],
    ...['command', text(payload?.['command'])],
    ...['guildId', text(payload?.['guildId'])],
    ...['code', error.code],
    ...['message', redactMessage(error.message, payload)],
    ...['attempts', String(attempts)],
    ...['deadAt', String(deadAt)],
    ...(payload
      ? ['payload', redactJob(payload)]
      : ['length', String(raw.length), 'sha256', createHash('sha256').update(raw).digest('hex')]),
  ];
}

/** A letter out of its entry. */
export function readLetter(id: string, fields: readonly string[]): DeadLetter {
  const value = new Map<string, string>();
  for (let index = 0; index + 1 < fields.length; index += 2) {
    value.set(fields[index] ?? '', fields[index + 1] ?? '');
  }
  const entryId = value.get('entryId') ?? '';
  const payload = value.get('payload');
  return {
    id,
    entryId,
    jobId: value.get('jobId') || null,
    command: value.get('command') || null,
    guildId: value.get('guildId') || null,
    code: (value.get('code') ?? 'UNKNOWN') as ErrorCode,
    message: value.get('message') ?? '',
    attempts: Number(value.get('attempts')),
    applied: value.get('applied') === '1',
    enqueuedAt: Number(entryId.split('-')[0]),
    deadAt: Number(value.get('deadAt')),
    payload: objectOf(payload),
    unreadable: value.has('sha256')
      ? { length: Number(value.get('length')), sha256: value.get('sha256') ?? '' }
      : null,
  };
}

/** Null for what is no object: one letter that can't be read must not hide the others. */
function objectOf(json: string | undefined): Record<string, unknown> | null {
  const value = jsonOf(json);
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? (value as Record<string, unknown>) : null;
}
