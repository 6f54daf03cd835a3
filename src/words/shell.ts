/** A word as a shell reads it: bare where it needs no quotes. */
export const shellWord = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : quoted(word));

export const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
