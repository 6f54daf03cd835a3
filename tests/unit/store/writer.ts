// A process to be killed: continues a fake run in a folder until it is complete. Arguments: folder, realisations, pause (ms).
// Says "ready" when it holds the folder, and a line for each realisation that it counts.
import { RunFolder } from "../../../src/store/store.js";
import { fakeConfig, fakeRecord, ORIGIN } from "./fake_run.js";

const [dir, realisations, pause] = process.argv.slice(2);
const config = fakeConfig(Number(realisations));
const say = (message: string) => process.stderr.write(`${message}\n`);
try {
  const folder = await RunFolder.open(dir, config, ORIGIN, { resume: true, say });
  process.stdout.write("ready\n");
  for (let k = 0; k < config.ensemble.realisations; k++) {
    for (let g = 0; g < folder.groups.length; g++) {
      if (folder.has(g, k)) continue;
      folder.append(fakeRecord(config, g, k));
      process.stdout.write(`${g} ${k}\n`);
      if (Number(pause) > 0) await new Promise((resume) => setTimeout(resume, Number(pause)));
    }
  }
  folder.close();
} catch (error) {
  say((error as Error).message);
  process.exitCode = 5;
}
