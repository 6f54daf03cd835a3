/** What XML 1.0 has no place for, or a terminal would obey: control characters, halves of surrogate pairs, U+FFFE, U+FFFF. */
const ILLEGIBLE = /(?![\t\n\r])[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu;

/** The first character of a text that no markup can hold, as "U+0001". */
export function illegible(text: string): string | undefined {
  const [found] = text.match(ILLEGIBLE) ?? [];
  return found && `U+${found.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
}

/** Markup that every reader of XML takes: a character that it has no place for is replaced by U+FFFD. */
export const legible = (markup: string): string => markup.replace(ILLEGIBLE, "\uFFFD");

/** Text within SVG or HTML. */
export function escaped(content: string): string {
  return legible(content).replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
}
