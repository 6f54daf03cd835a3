// A worker of one's own: new Worker("worker.js", { type: "module" }), then postMessage({ seed, directions, paths }).
// (Import maps do not reach workers, so the library is named by its path; a bundler takes the bare name.)
import { resolveConfig, synthesise } from "./node_modules/larmor/dist/browser/index.js";

self.addEventListener("message", async ({ data: { seed, directions, paths } }) => {
  const config = resolveConfig({ field: { turbulence_level: [0.1] }, ensemble: { seed } });
  const field = await synthesise(config, 0);
  const { positions, momenta } = field.backtrack(directions, paths);
  field.dispose();
  self.postMessage({ positions, momenta }, [positions.buffer, momenta.buffer]);
});
