/** Discord's failures by name: HTTP status, JSON code, message. */
const failures = {
  unauthorized: [401, 0, '401: Unauthorized'],
  notFound: [404, 0, '404: Not Found'],
  unknownApplication: [404, 10002, 'Unknown Application'],
  unknownChannel: [404, 10003, 'Unknown Channel'],
  unknownGuild: [404, 10004, 'Unknown Guild'],
  unknownMember: [404, 10007, 'Unknown Member'],
  unknownMessage: [404, 10008, 'Unknown Message'],
  unknownRole: [404, 10011, 'Unknown Role'],
  unknownUser: [404, 10013, 'Unknown User'],
  unknownWebhook: [404, 10015, 'Unknown Webhook'],
  unknownInteraction: [404, 10062, 'Unknown interaction'],
  unknownCommand: [404, 10063, 'Unknown application command'],
  unknownVoiceState: [404, 10065, 'Unknown Voice State'],
  commandCreationLimit: [
    400,
    30034,
    'Max number of daily application command creates has been reached (200)',
  ],
  alreadyAcknowledged: [400, 40060, 'Interaction has already been acknowledged.'],
  notInVoice: [400, 40032, 'Target user is not connected to voice.'],
  missingAccess: [403, 50001, 'Missing Access'],
  notYourMessage: [403, 50005, 'Cannot edit a message authored by another user'],
  emptyMessage: [400, 50006, 'Cannot send an empty message'],
  cannotMessageUser: [403, 50007, 'Cannot send messages to this user'],
  missingPermissions: [403, 50013, 'Missing Permissions'],
  invalidWebhookToken: [401, 50027, 'Invalid Webhook Token'],
  tooLarge: [413, 40005, 'Request entity too large'],
  tooManyPins: [400, 30003, 'Maximum number of pins reached for the channel (250)'],
  tooManyReactions: [400, 30010, 'Maximum number of reactions reached (20)'],
  unknownEmoji: [400, 10014, 'Unknown Emoji'],
  tooOldForBulk: [400, 50034, 'You can only bulk delete messages that are under 14 days old.'],
  systemMessage: [400, 50021, 'Cannot execute action on a system message'],
  unknownStage: [404, 10067, 'Unknown Stage Instance'],
  stageAlreadyOpen: [400, 150006, 'The Stage is already open'],
  unknownOverwrite: [404, 10009, 'Unknown Overwrite'],
  threadArchived: [400, 50083, 'Thread is archived'],
  threadExists: [400, 160004, 'A thread has already been created for this message'],
  tooManyWebhooks: [400, 30007, 'Maximum number of webhooks reached (15)'],
  wrongChannelType: [400, 50024, 'Cannot execute action on this channel type'],
  invalidForm: [400, 50035, 'Invalid Form Body'],
  invalidJson: [400, 50109, 'The request body contains invalid JSON.'],
} as const satisfies Record<string, readonly [status: number, code: number, message: string]>;

export type Failure = keyof typeof failures;

/** What a REST request failed with; the server turns it into Discord's body. */
export class DiscordError extends Error {
  override readonly name = 'DiscordError';
  readonly status: number;
  readonly code: number;
  /** Per field, for invalidForm. */
  readonly errors: object | undefined;

  constructor(failure: Failure, errors?: object) {
    const [status, code, message] = failures[failure];
    super(message);
    this.status = status;
    this.code = code;
    this.errors = errors;
  }

  body(): object {
    const { message, code, errors } = this;
    return errors === undefined ? { message, code } : { message, code, errors };
  }
}

/** The value, or the failure when there is none. */
export function found<T>(value: T | undefined | null, failure: Failure): T {
  if (value === undefined || value === null) throw new DiscordError(failure);
  return value;
}
