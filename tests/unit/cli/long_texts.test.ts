// A text of a megabyte is read or refused at once, in a message of a few lines, by everything that reads what a user gives.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { LinkError, readLink } from "../../../page/link.js";
import { defaultState } from "../../../page/state.js";
import { readArguments, UsageError } from "../../../src/cli/command.js";
import figure from "../../../src/cli/commands/figure.js";
import project from "../../../src/cli/commands/project.js";
import { configGiven, readConfigFile, readSetting } from "../../../src/cli/config_input.js";
import { ConfigError, resolveConfig as resolved } from "../../../src/config/config.js";
import { DataError, parseMeasurements } from "../../../src/figures/measured/measurements.js";

const test = suite("texts of a megabyte");
const folder = mkdtempSync(join(tmpdir(), "larmor-texts-"));
test.after(() => rmSync(folder, { recursive: true }));

const MEGABYTE = 999_000;
const long = (piece: string) => piece.repeat(MEGABYTE / piece.length);
/** Each makes an ambiguous pattern of numbers, names, strings or blanks try all ways to read it. */
const HOSTILE = [
  `${long("1")} a b`,
  `${long("1.")}x`,
  long(" "),
  long("a"),
  long("a."),
  long('"'),
  `"${long("\\\\")}`,
  long("-"),
  long("x,"),
  long("e1"),
  long("\r"),
];

/** An idle machine takes at most 0.2 s. */
const LONGEST_S = 4;

/** What a program without types can give. */
const resolveConfig = resolved as (input: unknown) => unknown;

function refused(what: string, read: () => unknown): void {
  const start = performance.now();
  let message = "";
  try {
    read();
  } catch (error) {
    const known = [ConfigError, UsageError, DataError, LinkError].some((kind) => error instanceof kind);
    assert.ok(known, `${what}: ${error}`);
    ({ message } = error as Error);
  }
  const seconds = (performance.now() - start) / 1000;
  assert.ok(seconds < LONGEST_S, `${what}: ${seconds.toFixed(1)} s`);
  assert.ok(message.length < 800, `${what}: a message of ${message.length} characters`);
}

const file = (name: string, content: string): string => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};

HOSTILE.forEach((text, n) => {
  test(`${JSON.stringify(text.slice(0, 4))}...`, () => {
    refused("a number", () => resolveConfig({ field: { total_rms_uG: text } }));
    refused("a choice", () => resolveConfig({ field: { model: text } }));
    refused("a section", () => resolveConfig({ [text]: {} }));
    refused("a key", () => resolveConfig({ field: { [text]: 1 } }));
    refused("a name in a table", () => resolveConfig({ transport: { path_pc: { [text]: { "1000": 4 } } } }));
    refused("a name in a row", () => resolveConfig({ transport: { path_pc: { "1": { [text]: 4 } } } }));
    refused("a name above a wrong row", () => resolveConfig({ transport: { path_pc: { [`0.1${text}`]: 4 } } }));
    refused("JSON", () => readConfigFile(file(`${n}.json`, text)));
    refused("a text in JSON", () => readConfigFile(file(`text${n}.json`, JSON.stringify({ a: text }).slice(0, 1e6))));
    refused("TOML", () => readConfigFile(file(`${n}.toml`, text)));
    refused("a number in TOML", () => readConfigFile(file(`number${n}.toml`, `a = ${text}`)));
    refused("a setting", () => readSetting(text));
    refused("a value of a setting", () => readSetting(`field.model=${text}`));
    refused("a preset", () => configGiven({ preset: text, set: [] }, undefined));
    refused("an argument", () => readArguments(project, ["out", text]));
    refused("an option", () => readArguments(figure, ["fig5", "out", `--${text}`]));
    refused("half a value", () => readArguments(project, ["out", "--dec", text, "-25"]));
    refused("a table of measurements", () => parseMeasurements(text, "f"));
    refused("a cell", () =>
      parseMeasurements(`experiment,energy_TeV,amplitude,kind,reference\nx,${text},1,value,y`, "f"),
    );
    refused("a link", () =>
      readLink(`#transport.path_pc=${encodeURIComponent(JSON.stringify({ "1": { [text]: 4 } }))}`, defaultState()),
    );
  });
});

test.run();
