// A toy field model: a circularly polarised wave along z, B = dB (cos kz, sin kz, 0), k = 2 pi/outer_scale_pc.
// tests/unit/flight/toy.test.ts adds it to a copy of assembly/fields/.

import { Synthesis, Wave } from "../../../assembly/layout";

let amplitude: f64 = 0;
let k: f64 = 0;

export function at(_x: f64, _y: f64, z: f64): v128 {
  return f32x4((amplitude * Math.cos(k * z)) as f32, (amplitude * Math.sin(k * z)) as f32, 0, 0);
}

export function fieldBytes(_s: Synthesis): f64 {
  return 0.0;
}

export function scratchBytes(_s: Synthesis): f64 {
  return 0.0;
}

export function synthesise(s: Synthesis): void {
  amplitude = s.turbulent;
  k = (2.0 * Math.PI) / s.outerScale;
}

export function countModes(_s: Synthesis): i32 {
  return 1;
}

export function listModes(_s: Synthesis, out: usize): i32 {
  const wave = changetype<Wave>(out);
  memory.fill(out, 0, offsetof<Wave>());
  wave.kz = k;
  wave.reX = 0.5 * amplitude;
  wave.imY = -0.5 * amplitude;
  return 1;
}
