// The arrows of the view of the paths.
import { directionVector } from "../src/sky/directions.js";
import type { PathsCloseUp } from "./closeup.js";
import type { Arrows } from "./paths_look.js";
import type { State } from "./state.js";

/** The directions that arrows in the view of the paths show. */
export function arrowsOf({ config, view }: State, closeUp: PathsCloseUp): Arrows {
  return {
    gradient: directionVector(...view.direction_deg),
    regular: closeUp.regular_uG > 0 ? directionVector(...config.field.regular_direction_deg) : null,
  };
}
