/** Lists in messages. */

/** What a message names; more are counted. */
const MOST_NAMED = 10;

/** "a; b; c", of more than ten "...; and 7 more". */
export const namesText = (names: readonly string[], most = MOST_NAMED): string =>
  names.slice(0, most).join("; ") + (names.length > most ? `; and ${names.length - most} more` : "");
