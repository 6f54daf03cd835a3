// The keys of the story: those of a speaker's remote control too, which sends page up and page down.
import { STORY_STEPS } from "../state.js";

export type Key = "close" | "full" | { by: 1 | -1; to?: undefined } | { to: number; by?: undefined };

const KEYS: Record<string, Key> = {
  ArrowRight: { by: 1 },
  PageDown: { by: 1 },
  ArrowLeft: { by: -1 },
  PageUp: { by: -1 },
  Home: { to: 1 },
  End: { to: STORY_STEPS },
  Escape: "close",
  f: "full",
  F: "full",
};

/** Null for a key that is none of the story's, or that was meant for a button. */
export function keyOf(event: KeyboardEvent): Key | null {
  const { key, ctrlKey, metaKey, altKey, target } = event;
  if (event.defaultPrevented || ctrlKey || metaKey || altKey) return null;
  if (key === " " && (target as Element).closest("button, a") === null) return { by: event.shiftKey ? -1 : 1 };
  const step = Number(key);
  if (key.length === 1 && step >= 1 && step <= STORY_STEPS) return { to: step };
  return KEYS[key] ?? null;
}
