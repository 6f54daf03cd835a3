// A shard is one of those that there are: a wrong one would compute nothing, or too much, without a word.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { resolveConfig } from "../../../src/config/config.js";
import { run } from "../../../src/run/pool.js";
import { inShard, type Shard } from "../../../src/run/shard.js";

const test = suite("run: shards");

test("what is no shard is refused by its name, before anything is computed", async () => {
  const config = resolveConfig({ ensemble: { realisations: 2 } });
  const wrong = [
    { index: 0, of: 2 },
    { index: 3, of: 2 },
    { index: 1, of: 0 },
    { index: 1.5, of: 2 },
    { index: 1, of: -2 },
  ];
  for (const shard of [...wrong, { index: "1", of: "2" }, {}, null])
    await run(config, { shard: shard as Shard })
      .next()
      .then(
        () => assert.unreachable(JSON.stringify(shard)),
        (error) => assert.match(error.message, /^shard: index .* of .* found, integers with 1 <= index <= of expected/),
      );
});

test("each realisation is in one shard, whatever the number of shards", () => {
  for (const count of [1, 2, 3, 7])
    for (let realisation = 0; realisation < 20; realisation++) {
      const shards = Array.from({ length: count }, (_, i) => ({ index: i + 1, of: count }));
      assert.is(shards.filter((shard) => inShard(shard, 1, realisation)).length, 1);
    }
});

test.run();
