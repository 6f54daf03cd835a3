/** `larmor/sky`: defines `<larmor-sky>`, and what it is made of. */

import { defineLarmorSky } from "./larmor_sky.js";

export {
  type ChosenGradient,
  dipolesFor,
  type Ensemble,
  type EnsembleRecord,
  ensembleOfRecords,
  type LiveDipoles,
} from "./ensemble.js";
export { defineLarmorSky, type LarmorSky } from "./larmor_sky.js";
export { resultSentence } from "./sentence.js";

// in Node, and while a page is made on a server, there are no elements
if (typeof customElements !== "undefined") defineLarmorSky();
