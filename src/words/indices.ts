// Which realisations have failed particles: the first of them by index, the rest counted, since there may be very many.

/** So many are named. */
export const MOST_NAMED = 20;

/** "3, 7", or with more than are named "3, 7 and 12 more" */
export const namedText = (first: readonly number[], of: number): string =>
  first.join(", ") + (of > first.length ? ` and ${of - first.length} more` : "");
