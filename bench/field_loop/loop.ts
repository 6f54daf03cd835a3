// The kernel's innermost loop alone, as the AssemblyScript compiler makes it: sumNearby of assembly/fields/spline.ts
// over many points near a centre.

import { levelAt, levelCount, table, tableEnd } from "../../assembly/fields/levels";
import { setCentre, sumNearby } from "../../assembly/fields/spline";
import type { Synthesis } from "../../assembly/layout";

export { FieldModel, fieldBytes, scratchBytes, synthesise } from "../../assembly/fields/field";
export { addLevel, clearLevels } from "../../assembly/fields/levels";
export { SynthesisOffset } from "../../assembly/layout";
export { seedRealisation } from "../../assembly/random";
export const SYNTHESIS_BYTES: usize = offsetof<Synthesis>();
export const memoryBase: usize = __heap_base;

export function centreAt(x: f64, y: f64, z: f64): void {
  for (let g = 0; g < levelCount(); g++) setCentre(levelAt(g), x, y, z);
}

export function tableStart(): usize {
  return table;
}

export function tableStop(): usize {
  return tableEnd;
}

/** Field of all levels at `count` points, f32 quadruples (dx, dy, dz, 0) from the centre in pc. */
export function sumPoints(start: usize, end: usize, points: usize, count: i32, out: usize): void {
  for (let i = 0; i < count; i++) {
    const p = points + ((i as usize) << 4);
    store<v128>(
      out + ((i as usize) << 4),
      sumNearby(start, end, v128.load32_splat(p), v128.load32_splat(p, 4), v128.load32_splat(p, 8)),
    );
  }
}
