// Malicious files: nothing is written outside of the folders asked for, nothing from a file is taken for markup or for
// a command of the terminal, and no file, however large, fills the memory.
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { parseHTML } from "linkedom";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { sealed, unsealed } from "../../src/store/lines.js";
import { type Ended, folders, larmor, text, tiny } from "./larmor.js";

const test = suite("command line: hostile files");
const { fresh, remove } = folders();
test.after(remove);

/** A small run, and a folder that nobody names with --out. */
const run = fresh();
const elsewhere = fresh();
const victim = join(elsewhere, "victim");
const PRECIOUS = "precious\n";
test.before(async () => {
  const { code, stderr } = await larmor(["run", ...tiny(2), "--quiet", "--out", run]);
  assert.is(code, 0, stderr);
  mkdirSync(elsewhere);
  writeFileSync(victim, PRECIOUS);
});

/** The run and what was done to it; nothing but this folder may have changed. */
function copy(change: (dir: string) => void): string {
  const dir = fresh();
  cpSync(run, dir, { recursive: true });
  change(dir);
  return dir;
}

const refused = (ended: Ended, message: RegExp, code = 5) => {
  assert.is(ended.code, code, ended.stderr);
  assert.match(ended.stderr, message);
  assert.not.match(ended.stderr, /^\s+at /m);
};

const unharmed = () => {
  assert.equal(readdirSync(elsewhere), ["victim"]);
  assert.is(readFileSync(victim, "utf8"), PRECIOUS);
};

test("a symbolic link in the place of a result is refused, and what it leads to stays as it is", async () => {
  for (const target of [victim, join(elsewhere, "new")]) {
    const begun = fresh();
    mkdirSync(begun);
    symlinkSync(target, join(begun, "realisations.jsonl"));
    assert.is((await larmor(["run", ...tiny(1), "--out", begun])).code, 5);
    const linked = (name: string) =>
      copy((dir) => {
        rmSync(join(dir, name), { force: true });
        symlinkSync(target, join(dir, name));
      });
    refused(await larmor(["run", ...tiny(3), "--resume", "--out", linked("realisations.jsonl")]), /symbolic link/);
    await larmor(["run", ...tiny(3), "--resume", "--out", linked("summary.json")]);
    await larmor(["run", ...tiny(3), "--resume", "--out", linked("lock")]);
    await larmor(["run", ...tiny(3), "--resume", "--out", linked("config.json")]);
    const out = fresh();
    mkdirSync(out);
    const led = copy((dir) => symlinkSync(elsewhere, join(dir, "checkpoints")));
    refused(await larmor(["run", ...tiny(3), "--resume", "--out", led]), /checkpoints: is a symbolic link/);
    for (const name of ["fig5.svg", "report.html", "run.csv", "diffusion.csv"]) symlinkSync(target, join(out, name));
    refused(await larmor(["figure", "fig5", run, "--out", out]), /fig5\.svg: is a symbolic link/);
    refused(await larmor(["report", run, "--out", join(out, "report.html")]), /report\.html: is a symbolic link/);
    refused(await larmor(["export", run, "--csv", "--out", join(out, "run.csv")]), /run\.csv: is a symbolic link/);
    unharmed();
  }
  assert.ok(statSync("/dev/null").isCharacterDevice());
  refused(await larmor(["report", run, "--out", "/dev/null"]), /\/dev\/null: is a device or a pipe/);
  assert.ok(statSync("/dev/null").isCharacterDevice(), "still there");
});

test("what is asked for lands under --out, and nothing lands anywhere else", async () => {
  const work = fresh();
  mkdirSync(work);
  cpSync(run, join(work, "out"), { recursive: true });
  const before = readdirSync(join(work, "out"));
  for (const args of [
    ["figure", "fig4", "out", "--out", "asked/figures"],
    ["report", "out", "--out", "asked/report.html"],
    ["project", "out", "--out", "asked/projected"],
    ["export", "out", "--csv", "--out", "asked/run.csv"],
    ["diffusion", "out", "--out", "asked/diffusion"],
    ["claims", "out"],
    ["verify", "out"],
    ["status", "out"],
    ["run", "--dry-run", "--out", "not-asked"],
  ]) {
    const { code, stderr } = await larmor(args, { cwd: work });
    assert.ok(code === 0 || (args[0] === "claims" && code === 5), `${args.join(" ")}\n${stderr}`);
  }
  assert.equal(readdirSync(work).sort(), ["asked", "out"]);
  assert.equal(readdirSync(join(work, "out")), before);
  unharmed();
});

const NASTY = [
  "<script>alert(1)</script>",
  '"><img src=x onerror=alert(1)>',
  "../../../victim",
  "a&b'c",
  "]]>--><svg onload=x>",
];

/** Elements that run something, and attributes that do. */
function active(markup: string): string[] {
  const { document } = parseHTML(
    markup.includes("<html") ? markup : `<!doctype html><html><body>${markup}</body></html>`,
  );
  return [...document.querySelectorAll("*")].flatMap((element) => [
    ...(["SCRIPT", "IMG", "IFRAME", "OBJECT", "EMBED"].includes(element.tagName.toUpperCase())
      ? [element.tagName]
      : []),
    ...[...element.attributes].filter(({ name }) => /^on/i.test(name)).map(({ name }) => name),
  ]);
}

test("text of a table of measurements and of a run folder stays text, in SVG and HTML", async () => {
  assert.equal(active(`<p>${NASTY[0]}${NASTY[1].slice(2)}</p>`), ["SCRIPT", "IMG", "onerror"], "the check sees them");
  const table = join(fresh(), "..", "own.csv");
  const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;
  const rows = NASTY.map((name, i) => `${quoted(name)},${1000 + i},1e-3,value,${quoted(name)}`);
  writeFileSync(table, `experiment,energy_TeV,amplitude,kind,reference\n${rows.join("\n")}\n`);
  const dir = copy((folder) => {
    const file = join(folder, "provenance.json");
    const { check, ...held } = unsealed(readFileSync(file).subarray(0, -1));
    writeFileSync(file, `${sealed({ ...held, larmor: NASTY.join(" ") })}\n`);
  });
  const out = fresh();
  const drawn = await larmor(["figure", "fig1", dir, "--data", table, "--out", out]);
  assert.is(drawn.code, 0, drawn.stderr);
  assert.equal(readdirSync(out).sort(), ["fig1.csv", "fig1.svg"]);
  const page = join(out, "report.html");
  const written = await larmor(["report", dir, "--data", table, "--out", page]);
  assert.is(written.code, 0, written.stderr);
  assert.match(text(out, "report.html"), /&lt;script>|&lt;script&gt;/, "the names are there");
  for (const name of ["fig1.svg", "report.html"]) assert.equal(active(text(out, name)), [], name);
  unharmed();
});

test("what a terminal would obey is written out in messages", async () => {
  const name = join(elsewhere, "\x1b]0;owned\x07\x1b[31m.toml");
  const { code, stderr } = await larmor(["run", name, "--dry-run"]);
  assert.is(code, 2);
  assert.match(stderr, /\\x1b\]0;owned\\x07\\x1b\[31m\.toml: found no such file/);
  assert.ok(!stderr.includes("\x1b"));
});

/** Prints the most memory that a command had, in MB. */
const MEASURED = {
  NODE_OPTIONS: `--import=data:text/javascript,process.on('exit',()=>console.error('largest:',process.resourceUsage().maxRSS))`,
};
const memoryMB = ({ stderr }: Ended) => Number(/largest: (\d+)/.exec(stderr)?.[1]) / 1000;

test("a config of 1 GB, a line of 100 MB, tables without end: one message each, and no more memory than for a small one", async () => {
  const sized = (file: string, bytes: number) => {
    openSync(file, "w");
    truncateSync(file, bytes);
    return file;
  };
  // the larger of two, since what Node takes varies by tens of MB
  const twice = [await larmor(["status", run], { env: MEASURED }), await larmor(["status", run], { env: MEASURED })];
  const usual = Math.max(...twice.map(memoryMB));
  assert.ok(usual > 20 && usual < 400, `${usual} MB`);
  const spoilt = (spoil: (file: string) => void) => copy((dir) => spoil(join(dir, "realisations.jsonl")));
  const lineOf100MB = spoilt((file) => sized(file, 1e8));
  const longJSON = spoilt((file) => appendFileSync(file, `{"a":"${"x".repeat(1e8)}"}\n`));
  const folder = fresh();
  mkdirSync(folder);
  const cases: [string[], number, RegExp][] = [
    [["run", sized(join(folder, "a.toml"), 1e9), "--dry-run"], 3, /a\.toml: found 1000000000 bytes, expected at most/],
    [["status", lineOf100MB], 5, /line 1: longer than \d+ bytes/],
    [["run", ...tiny(3), "--resume", "--out", longJSON], 5, /line 5: longer than \d+ bytes/],
    [["merge", lineOf100MB, "--out", join(folder, "merged")], 5, /longer than/],
    [["status", copy((dir) => sized(join(dir, "config.json"), 1e9))], 5, /larger than \d+ bytes/],
    [["report", copy((dir) => sized(join(dir, "validation.json"), 1e9))], 5, /validation\.json: larger than \d+ bytes/],
    [["figure", "fig1", run, "--data", "/dev/zero", "--out", join(folder, "f")], 2, /found more than \d+ bytes/],
  ];
  for (const [args, code, message] of cases) {
    const ended = await larmor(args, { env: MEASURED });
    refused(ended, message, code);
    // a chunk of a megabyte at a time and a line of at most four, beside what Node takes
    assert.ok(memoryMB(ended) < usual + 80, `${args.join(" ")}: ${memoryMB(ended)} MB, usually ${usual}`);
  }
});

test("a line with __proto__ is damage, and makes no prototype", async () => {
  const dir = copy((folder) =>
    appendFileSync(join(folder, "realisations.jsonl"), `${sealed({ ["__proto__"]: { polluted: 1 } })}\n`),
  );
  refused(await larmor(["run", ...tiny(3), "--resume", "--out", dir]), /realisations\.jsonl line 5: of another run/);
});

test.run();
