// What of a user's data a command leaves out, and why: nothing of it falls out silently.
import { namesText } from "../words/lists.js";
import { counted } from "../words/numbers.js";
import { say } from "./output.js";

export interface NotUsed {
  reason: string;
  /** names of rows; a message has the first of them, --json all */
  rows: string[];
}

/** Those of the reasons that rows were left out for. */
export const notUsed = (reasons: NotUsed[]): NotUsed[] => reasons.filter(({ rows }) => rows.length > 0);

export function sayNotUsed(reasons: NotUsed[]): void {
  for (const { reason, rows } of reasons) say(`${counted(rows.length, "row")} not used: ${reason}: ${namesText(rows)}`);
}
