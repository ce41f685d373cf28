/** OpenTelemetry's semantic conventions for messaging, those we set; they are not in the stable export of the package. */
export const messaging = {
  SYSTEM: 'messaging.system',
  SYSTEM_REDIS: 'redis_streams',
  OPERATION_NAME: 'messaging.operation.name',
  OPERATION_TYPE: 'messaging.operation.type',
  DESTINATION_NAME: 'messaging.destination.name',
  CONSUMER_GROUP_NAME: 'messaging.consumer.group.name',
  MESSAGE_ID: 'messaging.message.id',
  CONVERSATION_ID: 'messaging.message.conversation_id',
  BATCH_MESSAGE_COUNT: 'messaging.batch.message_count',
} as const;

/** Values of OPERATION_TYPE. */
export type MessagingOperation = 'create' | 'send' | 'receive' | 'process' | 'settle';

/** Our own attributes. Ids are welcome in spans, credentials are not. */
export const anankor = {
  COMMAND: 'anankor.command',
  WORKER_ID: 'anankor.worker.id',
  GUILD_ID: 'anankor.guild.id',
  CHANNEL_ID: 'anankor.channel.id',
  JOB_ID: 'anankor.job.id',
  JOB_ATTEMPT: 'anankor.job.attempt',
  ERROR_CODE: 'anankor.error.code',
  ERROR_KIND: 'anankor.error.kind',
  OUTCOME: 'anankor.outcome',
} as const;
