// What is in place of the kernel is named, and not taken for an engine without SIMD.
import { readFileSync } from "node:fs";
import { createContext, runInContext } from "node:vm";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { loadKernel, newInstance, pixelCentres } from "../../../src/flight/kernel.js";

const test = suite("kernel: loading");

const refusal = async (source: unknown): Promise<string> => {
  try {
    await loadKernel(source as URL);
  } catch (error) {
    return (error as Error).message;
  }
  return "";
};
const bytes = (text: string) => new TextEncoder().encode(text);
const kernel = () => new Uint8Array(readFileSync("build/kernel.wasm"));

test("a page, a pointer, nothing, a part of it, another program: each is named with its first bytes", async () => {
  const cases: [unknown, RegExp][] = [
    [
      bytes("<!doctype html>\n<p>"),
      /^the bytes given: no WebAssembly, but 19 bytes that begin with "<!doctype html>\.<p>"; put/,
    ],
    [bytes("version https://git-lfs.github.com/spec/v1\n"), /begin with "version https:\/\/git-lfs/],
    [new Uint8Array(0), /no WebAssembly, but an empty file/],
    [kernel().subarray(0, 20_000), /damaged WebAssembly of 20000 bytes/],
    [new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]), /WebAssembly of another program/],
    [
      new URL("../../../package.json", import.meta.url),
      /^file:.*package\.json: no WebAssembly, but \d+ bytes that begin with "\{/,
    ],
    [new URL("./nowhere.wasm", import.meta.url), /^file:.*nowhere\.wasm: no such file; .*dist\/node\/kernel\.wasm/],
    ["kernel.wasm", /a URL\) or its bytes \(a Uint8Array\) expected/],
  ];
  for (const [source, message] of cases) {
    const found = await refusal(source);
    assert.match(found, message);
    assert.not.match(found, /SIMD/);
  }
});

test("bytes of another realm are bytes", async () => {
  const foreign = runInContext("(bytes) => Uint8Array.from(bytes)", createContext())(kernel());
  assert.not.instance(foreign, Uint8Array);
  const { sha256 } = await loadKernel(foreign);
  assert.is(sha256, (await loadKernel(kernel())).sha256);
});

test("Node's loop has something to wait for while the kernel is compiled and put in place, and nothing afterwards", async () => {
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
  const before = timers();
  const seen: string[] = [];
  const { compile, instantiate } = WebAssembly;
  const watched = <Call extends (...all: never[]) => Promise<unknown>>(name: string, call: Call) =>
    ((...all) => {
      queueMicrotask(() => seen.push(`${name} ${timers() - before}`));
      return call(...all);
    }) as Call;
  Object.assign(WebAssembly, {
    compile: watched("compile", compile as (bytes: Uint8Array) => Promise<unknown>),
    instantiate: watched("instantiate", instantiate as (module: object) => Promise<unknown>),
  });
  try {
    await newInstance(await loadKernel(kernel()));
  } finally {
    Object.assign(WebAssembly, { compile, instantiate });
  }
  assert.equal(seen, ["compile 1", "instantiate 1"]);
  assert.is(timers(), before);
});

test("directions of an nside that is none are refused", async () => {
  const loaded = await loadKernel(kernel());
  for (const nside of [-1, 0, 1.5, Number.NaN, null, "2"])
    await pixelCentres(loaded, nside as number).then(
      () => assert.unreachable(String(nside)),
      (error) => assert.match(error.message, /^nside: .* found, an integer from 1 expected/),
    );
  assert.is((await pixelCentres(loaded, 3)).length, 3 * 108);
});

test.run();
