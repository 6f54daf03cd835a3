// Somebody's field: values at the nodes of one periodic grid of any numbers of cells, interpolated by the quadratic spline
// that passes through them (prefilter.ts). Its mean is the regular field; nodes hold what is left, turned into the frame of
// the run, so that a read turns the point only. Realisation k is an observer at a random place of the grid.
//
// What the grid does not resolve can be continued by nested grids (their levels have been added then).

import { Grid, PLACED, Synthesis } from "../layout";
import { drawUniforms, OBSERVER, selectStream, uniform0, uniform1 } from "../random";
import { cutAtJoint, lineBytes } from "./continuation";
import { GRID_PLACE_NUMBERS, levelCount, listLevels, NODE_BYTES } from "./levels";
import * as nestedGrids from "./nested_grids";
import { filterLines } from "./prefilter";
import { constants, spline } from "./spline";

// Adding this to |u| < 2^51 rounds u to an integer, which then stands in the low bits of the sum.
const ROUND: f64 = 6755399441055744.0;
/** Nodes around the grid: one before its first, two behind its last, since a point is at most at node `cells`. */
const AROUND: i32 = 3;

/** Where the grid is. Its axes are z, y, x of the file, the fastest in memory first. */
@unmanaged
class Place {
  // node coordinates of a point of the run's frame, in cells: M x + o, columns of the first two rows, then the third row
  column0: v128;
  column1: v128;
  column2: v128;
  offset: v128;
  /** Cells along the first two axes, and one over them. */
  cells: v128;
  inverse: v128;
  m20: f64;
  m21: f64;
  m22: f64;
  o2: f64;
  cells2: f64;
  inverse2: f64;
  nodes: u32;
  rowBytes: u32;
  planeBytes: u32;
  reserved: u32;
}

const place = changetype<Place>(memory.data(offsetof<Place>(), 16));
// cells along the three axes of memory
let n0: i32 = 0;
let n1: i32 = 0;
let n2: i32 = 0;
/** Whether nested grids continue it. */
let isContinued: bool = false;

@inline
function node(i: i32, j: i32, k: i32): usize {
  return (
    (place.nodes as usize) +
    (((i + 1) as usize) << 4) +
    ((j + 1) as usize) * (place.rowBytes as usize) +
    ((k + 1) as usize) * (place.planeBytes as usize)
  );
}

function nodeBytes(s: Synthesis): f64 {
  const g = changetype<Grid>(s.grid);
  const around = AROUND as f64;
  return ((g.cellsX as f64) + around) * ((g.cellsY as f64) + around) * ((g.cellsZ as f64) + around) * (NODE_BYTES as f64);
}

/** Bytes of the grid and of the levels that continue it. */
export function fieldBytes(s: Synthesis): f64 {
  return nodeBytes(s) + nestedGrids.fieldBytes(s);
}

/** Bytes of a row of nodes and of a line that is transformed, or of what the levels need. */
export function scratchBytes(s: Synthesis): f64 {
  const g = changetype<Grid>(s.grid);
  const longest = max(g.cellsX, max(g.cellsY, g.cellsZ)) as i32;
  return Math.max((lineBytes(longest) as f64) + (longest as f64) * (NODE_BYTES as f64), nestedGrids.scratchBytes(s));
}

/** Says where the nodes are, before they are put. */
export function begin(s: Synthesis): void {
  const g = changetype<Grid>(s.grid);
  n0 = g.cellsZ as i32;
  n1 = g.cellsY as i32;
  n2 = g.cellsX as i32;
  place.nodes = s.field as u32;
  place.rowBytes = ((n0 + AROUND) << 4) as u32;
  place.planeBytes = ((n0 + AROUND) * (n1 + AROUND) * 16) as u32;
}

/**
 * Puts planes of the file, from plane `first` along x on: `values` are f32 [count][ny][nz][3] as they stand in the file. A node
 * is (value - mean) scale, turned into the frame of the run.
 */
export function putPlanes(s: Synthesis, first: i32, count: i32, values: usize): void {
  const g = changetype<Grid>(s.grid);
  for (let k = first; k < first + count; k++) {
    for (let j = 0; j < n1; j++) {
      let to = node(0, j, k);
      for (let i = 0; i < n0; i++) {
        const x = ((load<f32>(values) as f64) - g.meanX) * g.scale;
        const y = ((load<f32>(values, 4) as f64) - g.meanY) * g.scale;
        const z = ((load<f32>(values, 8) as f64) - g.meanZ) * g.scale;
        store<f32>(to, (g.t00 * x + g.t01 * y + g.t02 * z) as f32);
        store<f32>(to, (g.t10 * x + g.t11 * y + g.t12 * z) as f32, 4);
        store<f32>(to, (g.t20 * x + g.t21 * y + g.t22 * z) as f32, 8);
        store<f32>(to, 0, 12);
        values += 12;
        to += NODE_BYTES;
      }
    }
  }
}

/** Takes the waves of wavelength `joint` (pc) and less out of the values that were put, and measures what continues them. */
export function cut(s: Synthesis, joint: f64): void {
  const g = changetype<Grid>(s.grid);
  const sideX = (g.cellsX as f64) * g.cellX;
  const sideY = (g.cellsY as f64) * g.cellY;
  const sideZ = (g.cellsZ as f64) * g.cellZ;
  const row = place.rowBytes as usize;
  const plane = place.planeBytes as usize;
  cutAtJoint(node(0, 0, 0), n0, n1, n2, row, plane, sideZ, sideY, sideX, joint, s.scratch);
}

/** Makes nodes of the values that were put: for one axis of memory, 0, 1 and 2 in turn. */
export function filterAxis(s: Synthesis, axis: i32): void {
  const row = (n0 as usize) << 4;
  const rowBytes = place.rowBytes as usize;
  const planeBytes = place.planeBytes as usize;
  if (axis == 2) {
    for (let j = 0; j < n1; j++) filterLines(node(0, j, 0), n2, planeBytes, row, s.scratch);
    return closeGrid();
  }
  for (let k = 0; k < n2; k++) {
    if (axis == 1) filterLines(node(0, 0, k), n1, rowBytes, row, s.scratch);
    else for (let j = 0; j < n1; j++) filterLines(node(0, j, k), n0, NODE_BYTES, NODE_BYTES, s.scratch);
  }
}

/** Copies the nodes around the grid, so that a read near a face needs no wrapping. */
function closeGrid(): void {
  for (let k = 0; k < n2; k++) {
    for (let j = 0; j < n1; j++) {
      v128.store(node(-1, j, k), v128.load(node(n0 - 1, j, k)));
      v128.store(node(n0, j, k), v128.load(node(0, j, k)));
      v128.store(node(n0 + 1, j, k), v128.load(node(1 % n0, j, k)));
    }
    const row = place.rowBytes as usize;
    memory.copy(node(-1, -1, k), node(-1, n1 - 1, k), row);
    memory.copy(node(-1, n1, k), node(-1, 0, k), row);
    memory.copy(node(-1, n1 + 1, k), node(-1, 1 % n1, k), row);
  }
  const plane = place.planeBytes as usize;
  memory.copy(node(-1, -1, -1), node(-1, -1, n2 - 1), plane);
  memory.copy(node(-1, -1, n2), node(-1, -1, 0), plane);
  memory.copy(node(-1, -1, n2 + 1), node(-1, -1, 1 % n2), plane);
}

/** Places the observer of the selected realisation in a grid whose nodes are there, and makes the levels that continue it. */
export function synthesise(s: Synthesis): void {
  const g = changetype<Grid>(s.grid);
  let x = 0.0;
  let y = 0.0;
  let z = 0.0;
  if (!(s.options & PLACED)) {
    selectStream(0, OBSERVER, 0);
    drawUniforms(0);
    x = uniform0;
    y = uniform1;
    drawUniforms(1);
    z = uniform0;
  }
  // the turn back, from the frame of the run into that of the grid
  place.column0 = f64x2(g.t02 / g.cellZ, g.t01 / g.cellY);
  place.column1 = f64x2(g.t12 / g.cellZ, g.t11 / g.cellY);
  place.column2 = f64x2(g.t22 / g.cellZ, g.t21 / g.cellY);
  place.m20 = g.t00 / g.cellX;
  place.m21 = g.t10 / g.cellX;
  place.m22 = g.t20 / g.cellX;
  place.cells = f64x2(n0 as f64, n1 as f64);
  place.inverse = f64x2(1.0 / (n0 as f64), 1.0 / (n1 as f64));
  place.offset = f64x2.mul(f64x2(z, y), place.cells);
  place.cells2 = n2 as f64;
  place.inverse2 = 1.0 / (n2 as f64);
  place.o2 = x * (n2 as f64);
  isContinued = levelCount() > 0;
  nestedGrids.makeLevels(s, s.field + (nodeBytes(s) as usize));
}

/** Those of the levels that continue it; the values of a grid are no modes. */
export { countModes, listModes } from "./nested_grids";

/** Writes where the nodes of the grid are, and those of the levels that continue it (levels.ts). Returns their number. */
export function listGrids(out: usize): i32 {
  for (let row: usize = 0; row < 2; row++) {
    const from = changetype<usize>(place) + (row << 3);
    const to = out + row * 24;
    store<f64>(to, load<f64>(from, offsetof<Place>("column0")));
    store<f64>(to, load<f64>(from, offsetof<Place>("column1")), 8);
    store<f64>(to, load<f64>(from, offsetof<Place>("column2")), 16);
    store<f64>(out + (row << 3), load<f64>(from, offsetof<Place>("offset")), 72);
  }
  store<f64>(out, place.m20, 48);
  store<f64>(out, place.m21, 56);
  store<f64>(out, place.m22, 64);
  store<f64>(out, place.o2, 88);
  store<f64>(out, n0 as f64, 96);
  store<f64>(out, n1 as f64, 104);
  store<f64>(out, n2 as f64, 112);
  store<f64>(out, place.nodes as f64, 120);
  store<f64>(out, place.rowBytes as f64, 128);
  store<f64>(out, place.planeBytes as f64, 136);
  return 1 + listLevels(out + ((GRID_PLACE_NUMBERS as usize) << 3));
}

/** The field without its mean at a point (pc), in uG as f32x4 (Bx, By, Bz, 0). */
export function at(x: f64, y: f64, z: f64): v128 {
  let uv = f64x2.add(
    f64x2.add(f64x2.mul(place.column0, f64x2.splat(x)), f64x2.mul(place.column1, f64x2.splat(y))),
    f64x2.add(f64x2.mul(place.column2, f64x2.splat(z)), place.offset),
  );
  uv = f64x2.sub(uv, f64x2.mul(place.cells, f64x2.floor(f64x2.mul(uv, place.inverse))));
  let w = place.m20 * x + place.m21 * y + place.m22 * z + place.o2;
  w -= place.cells2 * Math.floor(w * place.inverse2);
  const round = f64x2.splat(ROUND);
  const ij = f64x2.add(uv, round);
  const k = w + ROUND;
  const t = v128.shuffle<f32>(
    f32x4.demote_f64x2_zero(f64x2.sub(uv, f64x2.sub(ij, round))),
    f32x4.splat((w - (k - ROUND)) as f32),
    0, 1, 4, 4,
  );
  const first =
    place.nodes +
    ((i32x4.extract_lane(ij, 0) as u32) << 4) +
    (i32x4.extract_lane(ij, 2) as u32) * place.rowBytes +
    (reinterpret<u64>(k) as u32) * place.planeBytes;
  const grid = spline(
    first as usize,
    place.rowBytes,
    place.planeBytes,
    t,
    v128.load(constants),
    v128.load(constants, 16),
  );
  return isContinued ? f32x4.add(grid, nestedGrids.at(x, y, z)) : grid;
}
