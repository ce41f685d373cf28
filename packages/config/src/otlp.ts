import { z } from 'zod';
import { expected } from './expected.ts';
import { url } from './values.ts';

export interface OtlpSettings {
  /** Base URL of the collector's OTLP/HTTP receiver. Absent: no traces leave the process. */
  endpoint?: string;
  /** Share of new traces that are kept, 0 to 1. */
  sampleRatio: number;
}

const aRatio = 'a number from 0 to 1';

/** OTLP_ENDPOINT and TRACE_SAMPLE_RATIO as `otlp`. */
export const otlp = z
  .object({
    OTLP_ENDPOINT: url(['http:', 'https:'], 'http://otel-collector:4318').optional(),
    TRACE_SAMPLE_RATIO: z
      .string()
      .regex(/^(0(\.\d+)?|1(\.0+)?)$/, expected(aRatio))
      .transform(Number)
      .default(1),
  })
  .transform((env): { otlp: OtlpSettings } => ({
    otlp: {
      sampleRatio: env.TRACE_SAMPLE_RATIO,
      ...(env.OTLP_ENDPOINT !== undefined && { endpoint: env.OTLP_ENDPOINT }),
    },
  }));
