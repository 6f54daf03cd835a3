// Memory of the page over many runs: what a run needs is given back.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { idle, SMALL, until, type Visitor, visitor } from "./visitor.js";

const test = suite("memory of the page");
let visit: Visitor;

test.before(async () => {
  visit = await visitor();
});
test.after(() => visit?.leave());

const RUNS = 60;

test("after 60 runs, half of them stopped, and as many views, the heap is that after 20", async () => {
  const page = await visit.open(SMALL);
  const session = await page.createCDPSession();
  await session.send("Performance.enable");
  const heap: number[] = [];
  for (let run = 1; run <= RUNS; run++) {
    await page.evaluate((hash) => {
      location.hash = hash;
    }, `${SMALL}&ensemble.seed=${run}`);
    await until(page, "status", /^Nothing is being computed|It is another run/);
    await page.click("#start");
    if (run % 2 === 0) await page.click("#stop").catch(() => {});
    await until(page, "status", /^(Done|Stopped): /);
    await page.click(run % 3 === 0 ? "#tab-energy" : "#tab-amplitude");
    if (run % 20 > 0) continue;
    await idle(page, 5000);
    await session.send("HeapProfiler.collectGarbage");
    const { metrics } = await session.send("Performance.getMetrics");
    const value = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? Number.NaN;
    heap.push(value("JSHeapUsedSize") / 1e6);
    console.log(
      `${run} runs: heap ${heap.at(-1)?.toFixed(2)} MB, ${value("Nodes")} nodes, ${value("JSEventListeners")} listeners, ${value("Documents")} documents`,
    );
  }
  // 40 runs of 6 records of 15 kB would be 3.6 MB, their field 1 MB each
  assert.ok(heap[2] - heap[0] < 1, `${heap} MB`);
  assert.equal(visit.complaints, []);
  await page.close();
});

test.run();
