import { trace } from '@opentelemetry/api';
import { pino, stdSerializers, stdTimeFunctions } from 'pino';
import type { DestinationStream, Level, Logger as PinoLogger } from 'pino';
import { prettyFactory } from 'pino-pretty';
import { Secrets } from './secrets.ts';

export type Logger = PinoLogger;

export interface LoggerOptions {
  /** Stands in every line. */
  service: string;
  level: Level | 'silent';
  /** Further fields of every line, for instance the replica's name. */
  fields?: Readonly<Record<string, string>>;
  /** Coloured text for people instead of JSON. */
  pretty?: boolean;
  /** Standard output unless told. */
  destination?: DestinationStream;
  /** Values to mask; add to it whenever a credential becomes known. */
  secrets?: Secrets;
}

/**
 * A pino logger whose lines hold no credential, wherever it was put: message, nested object, error, stack or cause. The
 * masking works on the serialised line, so that nothing gets around it. Lines within a span carry trace_id and span_id.
 */
export function createLogger(options: LoggerOptions): Logger {
  const secrets = options.secrets ?? new Secrets();
  const pretty = options.pretty ? prettyFactory({ colorize: true }) : undefined;
  return pino(
    {
      level: options.level,
      base: { service: options.service, ...options.fields },
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: stdSerializers.errWithCause, error: stdSerializers.errWithCause },
      mixin: traceFields,
      hooks: {
        streamWrite: (line) => {
          const masked = secrets.maskLine(line);
          return pretty ? pretty(masked) : masked;
        },
      },
    },
    options.destination ?? pino.destination({ fd: 1, sync: true }),
  );
}

function traceFields(): Record<string, string> {
  const context = trace.getActiveSpan()?.spanContext();
  return context ? { trace_id: context.traceId, span_id: context.spanId } : {};
}
