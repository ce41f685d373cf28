/** The error option of a zod type: one sentence that names what is expected and never the value. */
export function expected(what: string): { error: (issue: { input?: unknown }) => string } {
  return {
    error: (issue) => (issue.input === undefined ? `is missing, expected ${what}` : `expected ${what}`),
  };
}
