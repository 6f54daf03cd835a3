/** Control and format characters (Unicode's Cc and Cf) and line separators: all that is not seen, but for line ends and tabs. */
const UNSEEN = /(?![\n\t])[\p{Cc}\p{Cf}\u2028\u2029]/gu;

const hex = (code: number | undefined, length: number): string => (code ?? 0).toString(16).padStart(length, "0");

/**
 * Text for a person: characters that a terminal would obey, or that would turn the order of letters round, are written as
 * codes, "\x1b" and "\u{202e}".
 */
export const visible = (text: string): string =>
  text.replace(UNSEEN, (character) => {
    const code = hex(character.codePointAt(0), 2);
    return code.length === 2 ? `\\x${code}` : `\\u{${code}}`;
  });

/** The same for JSON, which stays the same JSON: there these characters can stand in strings only. */
export const visibleJSON = (text: string): string =>
  text.replace(UNSEEN, (character) =>
    Array.from({ length: character.length }, (_, unit) => `\\u${hex(character.charCodeAt(unit), 4)}`).join(""),
  );
