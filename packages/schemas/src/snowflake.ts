import { z } from 'zod';

/** A Discord id: an unsigned 64-bit integer as a decimal string. */
export const snowflake = z.string().regex(/^\d{17,20}$/, 'is no Discord id (17 to 20 digits)');
