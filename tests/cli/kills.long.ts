// The full number of kills: `npm run test:long`.
import { suite } from "uvu";
import { killAtRandom } from "./kills.js";
import { folders } from "./larmor.js";

const test = suite("command line: kill -9, long");
const { fresh, remove } = folders();
test.after(remove);

test("200 kills at random moments lose, double and change nothing", () => killAtRandom(200, fresh));

test("nor do 50 of a run whose particles remember their last places", () => killAtRandom(50, fresh, "magnus"));

test.run();
