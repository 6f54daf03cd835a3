import type { View } from "../state.js";

/** What stands in the middle of a step. */
export interface Stage<Subject> {
  show(subject: Subject, view: View): void;
  resize(view: View): void;
  /** The gradient alone has changed. */
  turned(view: View): void;
  sentence(view: View): string;
  leave(): void;
}
