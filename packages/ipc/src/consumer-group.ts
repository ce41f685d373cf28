/** The one consumer group of every worker's stream. */
export const CONSUMER_GROUP = 'workers';
