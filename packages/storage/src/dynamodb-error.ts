import { AnankorError } from '@anankor/core';

/** What an operator runs when a table is missing. */
export const CREATE_TABLES_SCRIPT = 'infra/docker/dynamodb/create-tables.sh';

const unavailable = new Set([
  'InternalServerError',
  'InternalFailure',
  'ServiceUnavailable',
  'ServiceUnavailableException',
  'ThrottlingException',
  'Throttling',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'TransactionInProgressException',
  'TimeoutError',
]);

const refused = new Set([
  'UnrecognizedClientException',
  'InvalidSignatureException',
  'IncompleteSignatureException',
  'MissingAuthenticationTokenException',
  'AccessDeniedException',
  'ExpiredTokenException',
  'InvalidAccessKeyId',
  'CredentialsProviderError',
]);

interface AwsError extends Error {
  code?: string;
  $metadata?: { httpStatusCode?: number };
}

/**
 * A failure of the AWS SDK in our terms. What says nothing of the service's state (a condition that did not hold, an
 * abort, a request of ours that is malformed) comes back as it is.
 */
export function toAnankorError(error: unknown, table?: string): unknown {
  if (!(error instanceof Error) || error instanceof AnankorError) return error;
  const { name, code, $metadata } = error as AwsError;
  const options = { cause: error, details: { ...(table !== undefined && { table }), reason: code ?? name } };
  if (name === 'ResourceNotFoundException')
    return new AnankorError(
      'TABLE_MISSING',
      `The DynamoDB table ${table ?? '(unknown)'} is missing: run ${CREATE_TABLES_SCRIPT}`,
      options,
    );
  if (refused.has(name))
    return new AnankorError(
      'DYNAMODB_REFUSED',
      `DynamoDB refuses the credentials (${name}): check AWS_REGION, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY`,
      options,
    );
  const isNetwork = code !== undefined && /^(E[A-Z]+|UND_ERR_\w+)$/.test(code);
  if (unavailable.has(name) || isNetwork || ($metadata?.httpStatusCode ?? 0) >= 500)
    return new AnankorError('DYNAMODB_UNAVAILABLE', `DynamoDB does not answer (${code ?? name})`, options);
  return error;
}
