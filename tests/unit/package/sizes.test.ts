// The sizes that the pages state are those of what is built.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { transform } from "esbuild";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { packed } from "./packed.js";

const test = suite("sizes");

/** Two digits are off by 5 % at most where they are rounded; the other half is for changes that need no new number. */
const TOLERANCE = 0.1;

const compressed = (text: string | Uint8Array): number => gzipSync(text).length;

/** What a page states by this sentence, each number in bytes, beside what it is. */
function stated(page: string, sentence: RegExp, bytes: readonly number[]): void {
  const found = sentence.exec(readFileSync(page, "utf8").replace(/\s+/g, " "));
  assert.ok(found !== null, `${page}: no ${sentence}`);
  const unit = { kB: 1e3, MB: 1e6 };
  const numbers = [...found[0].matchAll(/([\d.]+) ([kM]B)/g)].map(
    ([, n, name]) => Number(n) * unit[name as "kB" | "MB"],
  );
  assert.is(numbers.length, bytes.length, found[0]);
  numbers.forEach((number, k) => {
    const message = `${page}: "${found[0]}" is ${bytes[k]} bytes in place ${k + 1}`;
    assert.ok(Math.abs(number / bytes[k] - 1) < TOLERANCE, message);
  });
}

test("of the package", async () => {
  const { size, unpackedSize } = await packed();
  stated("CONTRIBUTING.md", /[\d.]+ MB packed, [\d.]+ MB unpacked/, [size, unpackedSize]);
  stated("docs/embedding.md", /installs one package of [\d.]+ MB/, [unpackedSize]);
});

test("of the library, compressed", async () => {
  const core = readFileSync("dist/browser/index.js", "utf8");
  const { code } = await transform(core, { minify: true, format: "esm" });
  const kernel = readFileSync("dist/kernel.wasm");
  stated("docs/embedding.md", /compressed: kernel [\d.]+ kB, core [\d.]+ kB as shipped and [\d.]+ kB minified/, [
    compressed(kernel),
    compressed(core),
    compressed(code),
  ]);
  stated("docs/embedding.md", /[\d.]+ kB compressed, no other package/, [
    compressed(readFileSync("dist/browser/sky.js")),
  ]);
});

test.run();
