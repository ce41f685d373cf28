import { z } from 'zod';
import { expected } from './expected.ts';
import { url } from './values.ts';

export interface AwsSettings {
  region: string;
  /** Absent: the AWS SDK finds them itself (instance role, web identity, profile). */
  credentials?: { accessKeyId: string; secretAccessKey: string };
  /** Absent: AWS. */
  endpoint?: string;
  tablePrefix: string;
}

/** AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, DYNAMODB_ENDPOINT and DYNAMODB_TABLE_PREFIX as `aws`. */
export const awsSettings = z
  .object({
    AWS_REGION: z.string(expected('an AWS region such as eu-central-1')),
    AWS_ACCESS_KEY_ID: z.string().optional(),
    AWS_SECRET_ACCESS_KEY: z.string().optional(),
    DYNAMODB_ENDPOINT: url(['http:', 'https:'], 'http://dynamodb:8000').optional(),
    DYNAMODB_TABLE_PREFIX: z
      .string()
      .regex(/^[\w.-]{1,100}$/, expected('letters, digits, dots, dashes and underscores, 100 at most'))
      .default('anankor-'),
  })
  .transform((env, context): { aws: AwsSettings } => {
    const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = env;
    if ((accessKeyId === undefined) !== (secretAccessKey === undefined)) {
      const [missing, present] =
        accessKeyId === undefined
          ? ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']
          : ['AWS_SECRET_ACCESS_KEY', 'AWS_ACCESS_KEY_ID'];
      const message = `is missing, expected it beside ${present} (or neither)`;
      context.issues.push({ code: 'custom', path: [missing], message, input: undefined });
    }
    return {
      aws: {
        region: env.AWS_REGION,
        tablePrefix: env.DYNAMODB_TABLE_PREFIX,
        ...(env.DYNAMODB_ENDPOINT !== undefined && { endpoint: env.DYNAMODB_ENDPOINT }),
        ...(accessKeyId !== undefined &&
          secretAccessKey !== undefined && { credentials: { accessKeyId, secretAccessKey } }),
      },
    };
  });
