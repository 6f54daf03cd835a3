// node run.js LOOP.wasm [CLANG.wasm]... < open command: the same loop by AssemblyScript and by others on one memory, A B A B; prints JSON.
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { commands, instantiate } from "../commands.js";

const [own, ...others] = process.argv.slice(2);
const [kernel, memory] = await instantiate(readFileSync(own));
const prepare = commands(kernel, memory, () => new Float64Array());
(await prepare(readFileSync(0, "utf8"))).call();
const loops = [[basename(own), kernel.sumPoints]];
for (const path of others) {
  const { instance } = await WebAssembly.instantiate(readFileSync(path), { env: { memory } });
  loops.push([basename(path), instance.exports.sumPoints]);
}

const COUNT = 20_000;
const points = memory.buffer.byteLength;
memory.grow(Math.ceil((2 * COUNT * 16) / 65536));
const out = points + COUNT * 16;
kernel.centreAt(12.3, -4.5, 67.8);

/** Within `reach` pc of the centre along each axis. */
function scatter(reach) {
  const values = new Float32Array(memory.buffer, points, COUNT * 4);
  for (let i = 0; i < values.length; i++)
    values[i] = i % 4 === 3 ? 0 : reach * (2 * ((i * 0.6180339887498949 * 7919) % 1) - 1);
}

const result = {};
// within a cell of the finest level, and as far as the coordinates reach
for (const [where, reach] of Object.entries({ "in cache": 0.005, "as far as a patch": 0.5 })) {
  scatter(reach);
  const sums = [];
  const times = loops.map(() => []);
  for (let round = 0; round < 24; round++) {
    for (const [i, [, sum]] of loops.entries()) {
      const before = process.cpuUsage();
      sum(kernel.tableStart(), kernel.tableStop(), points, COUNT, out);
      const { user, system } = process.cpuUsage(before);
      if (round >= 4) times[i].push(((user + system) * 1e3) / COUNT);
      if (round === 0) sums.push(Buffer.from(new Uint8Array(memory.buffer, out, COUNT * 16)).toString("base64"));
    }
  }
  const median = (values) => values.sort((a, b) => a - b)[values.length >> 1];
  result[where] = loops.map(([name], i) => ({
    name,
    ns: median([...times[i]]),
    over_first: median(times[i].map((time, round) => time / times[0][round])),
    same_bits: sums[i] === sums[0],
  }));
}
console.log(JSON.stringify(result));
