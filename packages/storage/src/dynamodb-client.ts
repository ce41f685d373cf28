import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { isConditionFailure } from './conditional.ts';
import { toAnankorError } from './dynamodb-error.ts';

export interface DynamodbSettings {
  region: string;
  /** Absent: the AWS SDK finds them itself. */
  credentials?: { accessKeyId: string; secretAccessKey: string };
  /** Absent: AWS. */
  endpoint?: string;
  /** Milliseconds until a connection is given up; 1,000 unless told. */
  connectTimeoutMs?: number;
  /** Milliseconds until one request is given up; 2,000 unless told. */
  requestTimeoutMs?: number;
  /** Tries of one request, at least 1; 3 unless told. */
  attempts?: number;
}

export interface DynamodbRequest {
  /** Such as `PutItem`. */
  operation: string;
  /** `conflict`: a condition did not hold, which is an answer. */
  outcome: 'ok' | 'conflict' | 'error';
  /** Milliseconds, with all tries. */
  durationMs: number;
}

export type Dynamodb = DynamoDBDocumentClient;

/**
 * A document client whose failures are AnankorErrors, apart from ConditionalCheckFailedException. It connects with its
 * first request; `destroy()` closes its sockets.
 */
export function createDynamodb(
  settings: DynamodbSettings,
  observe: (request: DynamodbRequest) => void = () => undefined,
): Dynamodb {
  const client = new DynamoDBClient({
    region: settings.region,
    // A copy: the SDK writes its own notes into the object.
    ...(settings.credentials && { credentials: { ...settings.credentials } }),
    ...(settings.endpoint !== undefined && { endpoint: settings.endpoint }),
    maxAttempts: settings.attempts ?? 3,
    retryMode: 'standard',
    requestHandler: {
      connectionTimeout: settings.connectTimeoutMs ?? 1_000,
      requestTimeout: settings.requestTimeoutMs ?? 2_000,
      throwOnRequestTimeout: true,
    },
  });
  client.middlewareStack.add(
    (next, context) => async (request) => {
      const begun = performance.now();
      const report = (outcome: DynamodbRequest['outcome']): void => {
        const operation = String(context.commandName ?? 'unknown').replace(/Command$/, '');
        observe({ operation, outcome, durationMs: performance.now() - begun });
      };
      try {
        const answer = await next(request);
        report('ok');
        return answer;
      } catch (error) {
        const table = (request.input as { TableName?: string }).TableName;
        const converted = toAnankorError(error, table);
        report(isConditionFailure(converted) ? 'conflict' : 'error');
        throw converted;
      }
    },
    { step: 'initialize', priority: 'high', name: 'anankorErrorsAndTimes' },
  );
  return DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
}
