// The audit of a run lets a right shader pass, and stops a run by a wrong one.

import { readFile } from "node:fs/promises";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { groups, resolveConfig } from "../../../src/config/config.js";
import { loadKernel } from "../../../src/flight/kernel.js";
import { pixelsOf } from "../../../src/flight/realisation.js";
import { AUDIT_BOUND, AuditError, auditedDirections, flownPaths, judge } from "../../../src/gpu/audit.js";
import { openGPU } from "../../../src/gpu/device.js";
import { openFlights } from "../../../src/gpu/flight.js";
import { roomFor } from "../../../src/gpu/memory.js";
import { land, prepare } from "../../../src/gpu/passenger.js";
import { directionVector } from "../../../src/sky/directions.js";
import { useSoftwareAdapter } from "./adapter.js";

const audits = suite("the audit of a graphics processor");
audits.before(useSoftwareAdapter);
const original = await readFile("src/gpu/track.wgsl", "utf8");

/** What the audit of one realisation finds by a shader with one piece of its text replaced. */
async function found(was = "", is = "") {
  assert.ok(was === "" || original.split(was).length === 2, `"${was}" stands once in the shader`);
  const config = resolveConfig({
    particles: { nside: 2, integrator: "magnus", tolerance: 1e-3 },
    transport: { path_pc: 6, outputs: 2 },
    ensemble: { realisations: 1 },
  });
  const [group] = groups(config);
  const kernel = await loadKernel();
  const pixels = await pixelsOf(kernel, group.nside);
  const asked = { realisation: 0, realisations: 1, shared: true };
  const prepared = await prepare(kernel, config, group, pixels, asked);
  const bench = await openGPU({ shader: original.replace(was, is) });
  const paths = flownPaths(group);
  const regular = directionVector(...config.field.regular_direction_deg).map((c) => c * group.regular_uG);
  const settings = { group, paths, regular: regular as [number, number, number] };
  const flights = await openFlights(bench, settings, roomFor(bench.limits, group, prepared.grids, paths.length, 1));
  const [flown] = await flights.fly([prepared]);
  flights.destroy();
  bench.close();
  return { group, record: land(group, pixels, prepared, flown) };
}

audits("all 48 paths of a small realisation are flown again, and are the kernel's", async () => {
  const { group, record } = await found();
  assert.is(record.audit_paths, 48);
  assert.ok(record.audit_difference_gyroradii < AUDIT_BOUND / 4, `${record.audit_difference_gyroradii}`);
  judge([record], group);
});

for (const [name, was, is] of [
  ["a weight", "let w1 = 0.75 - t * t;", "let w1 = 0.7499 - t * t;"],
  ["a sign", "+ cross(b0, b) / 12.0;", "- cross(b0, b) / 12.0;"],
  ["a level left out", "for (var g = 0u; g < GRIDS; g++)", "for (var g = 1u; g < GRIDS; g++)"],
]) {
  audits(`a shader with ${name} wrong makes it fail`, async () => {
    const { group, record } = await found(was, is);
    console.log(`${name}: ${record.audit_difference_gyroradii.toPrecision(2)}, bound ${AUDIT_BOUND}`);
    assert.throws(
      () => judge([record], group),
      (error: Error) => error instanceof AuditError,
    );
  });
}

audits("of each group at least 64 paths are audited, of large ones 1 %, spread over the sky", () => {
  const group = (directions: number) => ({ directions }) as ReturnType<typeof groups>[number];
  assert.is(auditedDirections(group(768), 3, 50).length, 8);
  assert.is(auditedDirections(group(12288), 3, 50).length, 123);
  assert.is(auditedDirections(group(768), 0, 1).length, 64);
  assert.is(auditedDirections(group(12), 0, 1).length, 12);
  const numbers = auditedDirections(group(768), 7, 1);
  assert.is(new Set(numbers).size, 64);
  assert.ok(numbers.every((d) => d >= 0 && d < 768));
});

audits.run();
