// Files are there whole or not at all, whatever their names and the file system's abilities; the first error is the one
// reported.
import { mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { placed } from "../../../src/export/place.js";
import { nameBeside, readAtMost, temporaryName, writeWhole } from "../../../src/store/disk.js";
import { DiskError } from "../../../src/store/errors.js";
import { failing, withFaults } from "./faults.js";

const test = suite("disk");
let dir: string;
test.before.each(() => {
  dir = mkdtempSync(join(tmpdir(), "larmor-disk-"));
});
test.after.each(() => rmSync(dir, { recursive: true, force: true }));

const bytes = (name: string) => Buffer.byteLength(name);
const LONG = [243, 250, 255].map((length) => `${"d".repeat(length - 4)}.svg`);
LONG.push("宇".repeat(85), "宇".repeat(81), `${"宇".repeat(84)}a`, "𝄞".repeat(63));

test("any name that the file system takes can be written to", async () => {
  for (const name of LONG) {
    writeWhole(join(dir, name), "first");
    writeWhole(join(dir, name), "second");
    await placed(join(dir, ["x", ...[...name].slice(1)].join("")), (temporary) => writeFileSync(temporary, "placed"));
    assert.is(readFileSync(join(dir, name), "utf8"), "second");
  }
  assert.is(readdirSync(dir).length, 2 * LONG.length);
});

test("a temporary name is in the folder of its file, no longer than 113 bytes or than the name itself, and valid UTF-8", () => {
  for (const name of [...LONG, "a", "config.json", "b".repeat(100), "b".repeat(113)]) {
    const beside = temporaryName(join(dir, name)).slice(dir.length + 1);
    assert.match(beside, /\.[0-9a-f]{8}\.tmp$/);
    assert.ok(bytes(beside) <= Math.max(113, bytes(name)), `${name}: ${bytes(beside)}`);
    assert.ok(name.startsWith(beside.slice(0, -13)), "a character is kept whole or left out");
  }
  assert.is(nameBeside("a/out", ".merging"), join("a", "out.merging"));
});

test("a removal that fails does not hide why there was something to remove", async () => {
  const faults = { fsyncSync: failing("ENOSPC"), rmSync: failing("EACCES") };
  await withFaults(faults, async () => {
    for (const write of [() => writeWhole(join(dir, "a"), "x"), () => placed(join(dir, "b"), () => {})]) {
      try {
        await write();
        assert.unreachable("it was written");
      } catch (error) {
        assert.instance(error, DiskError);
        assert.match((error as Error).message, /the disk is full; make room \(ENOSPC\)/);
      }
    }
    try {
      await placed(join(dir, "c"), () => {
        throw new Error("what the writer said");
      });
    } catch (error) {
      assert.is((error as Error).message, "what the writer said");
    }
  });
});

test("where the file system has no fsync, files are written without", async () => {
  for (const code of ["EINVAL", "ENOSYS", "ENOTSUP", "EOPNOTSUPP"]) {
    await withFaults({ fsyncSync: failing(code) }, async () => {
      writeWhole(join(dir, code), "x");
      await placed(join(dir, `${code}.placed`), (temporary) => writeFileSync(temporary, "y"));
    });
    assert.is(readFileSync(join(dir, code), "utf8"), "x");
    assert.is(readFileSync(join(dir, `${code}.placed`), "utf8"), "y");
  }
  await withFaults({ fsyncSync: failing("EIO") }, () => assert.throws(() => writeWhole(join(dir, "z"), "x"), /EIO/));
});

test("a small file is read with a small buffer, a pipe or a short read to its end, and no more than the cap", async () => {
  const file = join(dir, "f");
  const lengths: number[] = [];
  const readSync =
    (real: (...given: unknown[]) => unknown) =>
    (fd: number, buffer: Buffer, ...rest: number[]) => {
      lengths.push(buffer.length);
      return real(fd, buffer, rest[0], Math.min(rest[1], 1000), null);
    };
  for (const size of [0, 10, 4096, 5000, 20_000]) {
    writeFileSync(file, "x".repeat(size));
    // with size 0, like a pipe
    for (const fstatSync of [() => () => ({ size: 0 }), (real: (...given: unknown[]) => unknown) => real]) {
      const read = (cap: number) => withFaults({ readSync, fstatSync }, () => readAtMost(openSync(file, "r"), cap));
      assert.is((await read(8 << 20))?.length, size);
      assert.is((await read(size))?.length, size);
      if (size > 0) assert.is(await read(size - 1), undefined);
    }
  }
  assert.ok(Math.max(...lengths) <= 40_001, "not the 8 MB that there may be");
});

test.run();
