// A run with rotated directions, as a user makes it: the same bytes in any shards, verified, and its maps checked against it.
import { readFileSync } from "node:fs";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { folders, larmor, lineSet, tiny } from "./larmor.js";

const test = suite("command line: rotated directions");
const { fresh, remove } = folders();
test.after(remove);

const small = [...tiny(3), "--set", "particles.rotate_directions=true"];
const done = async (args: string[]) => {
  const { code, stderr, stdout } = await larmor(args);
  assert.is(code, 0, stderr);
  return stdout;
};

test("one worker, and two shards of other numbers of workers, give the same lines; they are not those of the plain grid", async () => {
  const [whole, first, second, merged, plain] = [fresh(), fresh(), fresh(), fresh(), fresh()];
  await done(["run", ...small, "--out", whole, "--workers", "1", "--quiet"]);
  await done(["run", ...small, "--out", first, "--shard", "1/2", "--workers", "3", "--quiet"]);
  await done(["run", ...small, "--out", second, "--shard", "2/2", "--workers", "2", "--quiet"]);
  await done(["merge", first, second, "--out", merged]);
  await done(["run", ...tiny(3), "--out", plain, "--quiet"]);
  assert.is(lineSet(merged), lineSet(whole));
  const responses = (dir: string) => JSON.parse(readFileSync(`${dir}/summary.json`, "utf8")).groups[0].response_mean_pc;
  assert.not.equal(responses(whole), responses(plain));
  assert.is(JSON.parse(readFileSync(`${whole}/config.json`, "utf8")).particles.rotate_directions, true);
  assert.not("rotate_directions" in JSON.parse(readFileSync(`${plain}/config.json`, "utf8")).particles);

  const { same } = JSON.parse(await done(["verify", whole, "--count", "2", "--json"]));
  assert.is(same, true);
  // a map has the centres of its pixels, and the run is computed again beside it
  const map = ["export", whole, "--fits", "--turbulence-level", "0.1", "--realisation", "1", "--out"];
  await done([...map, `${fresh()}.fits`]);
});

test.run();
