// node workers_run.js WORKERS REALISATIONS: runs realisations on so many workers, with the built library; prints wall seconds and the most memory held.
import { resolveConfig, run } from "../dist/node/index.js";

const [workers, realisations] = process.argv.slice(2).map(Number);
const warm = resolveConfig({
  field: { turbulence_level: [1] },
  particles: { nside: 4 },
  transport: { path_pc: 10 },
  ensemble: { realisations: 2 * workers },
});
for await (const _ of run(warm, { workers }));

const config = resolveConfig({
  field: { turbulence_level: [1] },
  transport: { path_pc: 60 },
  ensemble: { realisations },
});
const started = performance.now();
for await (const _ of run(config, { workers }));
const seconds = (performance.now() - started) / 1e3;
// ru_maxrss is in KiB
console.log(JSON.stringify({ seconds, peak_MiB: process.resourceUsage().maxRSS / 1024 }));
