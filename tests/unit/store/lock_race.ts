// One of several processes that reach for the same stale locks at the same moments. Arguments: folder with subfolders 0, 1, ...,
// their number, the time to begin (ms). Prints the numbers of the locks it got, and keeps them until all processes have
// tried.
import { join } from "node:path";
import { Lock } from "../../../src/store/lock.js";

const [top, rounds, begin] = process.argv.slice(2);
const won: number[] = [];
for (let round = 0; round < Number(rounds); round++) {
  while (Date.now() < Number(begin) + 15 * round);
  try {
    await Lock.take(join(top, String(round)), () => {});
    won.push(round);
  } catch {
    // another one was first
  }
}
process.stdout.write(JSON.stringify(won));
await new Promise((resume) => setTimeout(resume, 1000));
