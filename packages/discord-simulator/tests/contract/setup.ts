import { afterEach, expect } from 'vitest';
import { DiscordSimulator } from '../../src/index.ts';
import { checkEvent } from './events.ts';
import { checkAnswer } from './routes.ts';

/*
 * Every answer and event of every simulator in the tests is compared with Discord's OpenAPI document (discord-api-spec)
 * and with discord-api-types; a test fails by whatever was wrong while it ran.
 */
const violations = new Set<string>();
const note = (violation: string | undefined): void => {
  if (violation !== undefined) violations.add(violation.replace(/\d{17,20}/g, '1'));
};

DiscordSimulator.defaultInspector = {
  answer: (answer) => {
    note(checkAnswer(answer));
    note(checkTimes(answer.body));
  },
  event: (event) => {
    note(checkEvent(event));
    note(checkTimes(event.data));
  },
};

afterEach(() => {
  const found = [...violations];
  violations.clear();
  expect(found).toEqual([]);
});

/** Discord writes UTC as +00:00. */
function checkTimes(value: unknown): string | undefined {
  const times = JSON.stringify(value)?.match(/"\d{4}-\d\d-\d\dT\d\d:[^"]*"/g) ?? [];
  const wrong = times.find((time) => !time.endsWith('+00:00"'));
  return wrong && `a time that is not written as Discord writes it: ${wrong}`;
}
