// Magnus steps on a graphics processor: the twin of assembly/integrators/magnus.ts, which has the formulas and where they come
// from, in single precision throughout. A particle has a thread for each grid of the field (its levels, or a cube and the
// levels that continue it). Each reads the 27 nodes of its own grid, which are the time of a step; their sum passes through
// the workgroup's memory, and all make the same step of it. So nodes of all grids are waited for together, and a device is
// busy with few particles, whose fields its cache holds. Before this text stand `const GRIDS`, their number, and
// `const PARTICLES`, those of a workgroup. One file, because a shader cannot import another.
//
// No coordinate grows with the path. Of its grid a thread keeps the node that is nearest to the particle and its distance
// from there in cells; the particle's position in pc is a multiple of `unit` and a rest below that. Both are moved by the
// displacement of each step. All steps have one size, so that all particles of a flight are at the same step, and a path
// length that is recorded belongs to a step (`outputs`).

/** A grid: node coordinates of a displacement d (pc) are M d. `first` to `plane` count nodes. */
struct Grid {
  column0: vec4f,
  column1: vec4f,
  column2: vec4f,
  /** of the origin of paths: its distance from the nearest node, and that node */
  offset: vec4f,
  node: vec4f,
  cells: vec4f,
  inverse: vec4f,
  first: u32,
  row: u32,
  plane: u32,
  reserved: u32,
}

struct Flight {
  regular: vec4f,
  /** step in pc, negative back in time; the same over the gyroradius at 1 uG */
  h: f32,
  turn: f32,
  unit: f32,
  /** of the free-escape boundary; infinity is written as the largest number */
  height: f32,
  /** places for particles, all and of a realisation, and particles of a realisation */
  places: u32,
  perRealisation: u32,
  particles: u32,
  /** the steps of this dispatch, and the first path length recorded in it */
  firstStep: u32,
  endStep: u32,
  firstOutput: u32,
  outputCount: u32,
  /** 19/180 of a step in gyroradii */
  missPerThird: f32,
}

/** A path length that is recorded: the step after which it is passed, and how far behind its end, 0 to 1. */
struct Output {
  step: u32,
  back: f32,
}

@group(0) @binding(0) var<storage, read> nodes: array<vec4f>;
@group(0) @binding(1) var<storage, read> grids: array<Grid>;
@group(0) @binding(2) var<storage, read> outputs: array<Output>;
/** momentum directions at the start; zero in a place without a particle */
@group(0) @binding(3) var<storage, read> directions: array<vec4f>;
/** of each particle between two dispatches, and of each at the end: vectors of four, all particles' first ones first */
@group(0) @binding(4) var<storage, read_write> state: array<vec4f>;
/** at each path length and of each particle: coarse and fine part of the position, momentum */
@group(0) @binding(5) var<storage, read_write> results: array<vec4f>;
@group(0) @binding(6) var<uniform> flight: Flight;

/** what each grid adds to the field, for evaluations of an even and of an odd number: so one barrier is enough */
var<workgroup> parts: array<vec4f, 2u * GRIDS * PARTICLES>;
/** where those of this evaluation begin */
var<private> evaluation: u32;

// The thread: its particle among those of the flight and of the workgroup, its grid, and where the particle is in it. Threads
// of the first grid write what concerns the particle.
var<private> particle: u32;
var<private> lane: u32;
var<private> own: u32;
var<private> grid: Grid;
var<private> node: vec3f;
var<private> offset: vec3f;

// The particle: its direction, its position, the field and k at its last three places, as in magnus.ts.
var<private> n: vec3f;
var<private> coarse: vec3f;
var<private> fine: vec3f;
var<private> b0: vec3f;
var<private> b1: vec3f;
var<private> b2: vec3f;
var<private> k0: vec3f;
var<private> k1: vec3f;
var<private> k2: vec3f;
/** largest departure of |n| from 1 after a step, and the sum of what was projected back */
var<private> drift: f32;
var<private> correction: f32;
/** step in which the particle met the free-escape boundary, and the part of it; -1: none */
var<private> escapeStep: f32;
var<private> escapePart: f32;
/** sum over path lengths of the square of the predicted position minus the corrected one [gyroradii^2] */
var<private> stepError: f32;

/** Puts the particle at the origin of paths. */
fn place() {
  offset = grid.offset.xyz;
  node = grid.node.xyz;
}

fn inCells(d: vec3f) -> vec3f {
  return grid.column0.xyz * d.x + grid.column1.xyz * d.y + grid.column2.xyz * d.z;
}

fn wrapped(k: vec3f) -> vec3f {
  return k - grid.cells.xyz * floor(k * grid.inverse.xyz);
}

/** Moves it by d (pc) in the grid. */
fn shift(d: vec3f) {
  let u = offset + inCells(d);
  let whole = round(u);
  offset = u - whole;
  node = wrapped(node + whole);
}

/** Moves its position by d (pc). */
fn advance(d: vec3f) {
  fine += d;
  let multiple = round(fine / flight.unit) * flight.unit;
  coarse += multiple;
  fine -= multiple;
}

fn row(first: u32, x: vec3f) -> vec3f {
  return x.x * nodes[first].xyz + x.y * nodes[first + 1u].xyz + x.z * nodes[first + 2u].xyz;
}

fn plane(first: u32, x: vec3f, y: vec3f) -> vec3f {
  return y.x * row(first, x) + y.y * row(first + grid.row, x) + y.z * row(first + 2u * grid.row, x);
}

/** What the thread's grid adds to the field (uG) at a distance d (pc) from the particle: quadratic splines through 27 nodes. */
fn partAt(d: vec3f) -> vec3f {
  let u = offset + inCells(d);
  let whole = round(u);
  let t = u - whole;
  let k = vec3u(wrapped(node + whole));
  let a = 0.5 - t;
  let c = 0.5 + t;
  let w0 = 0.5 * a * a;
  let w1 = 0.75 - t * t;
  let w2 = 0.5 * c * c;
  let x = vec3f(w0.x, w1.x, w2.x);
  let y = vec3f(w0.y, w1.y, w2.y);
  let first = grid.first + k.x + k.y * grid.row + k.z * grid.plane;
  return w0.z * plane(first, x, y) + w1.z * plane(first + grid.plane, x, y) + w2.z * plane(first + 2u * grid.plane, x, y);
}

/** Total field (uG) at a distance d (pc) from the particle, the same for all its threads. */
fn fieldAt(d: vec3f) -> vec3f {
  parts[evaluation + own * PARTICLES + lane] = vec4f(partAt(d), 0.0);
  workgroupBarrier();
  var sum = flight.regular;
  for (var g = 0u; g < GRIDS; g++) {
    sum += parts[evaluation + g * PARTICLES + lane];
  }
  evaluation = GRIDS * PARTICLES - evaluation;
  return sum.xyz;
}

/** n turned by w: dn/ds = n x w over a unit of s. */
fn turned(m: vec3f, w: vec3f) -> vec3f {
  let ww = dot(w, w);
  let half = 0.5 + ww * (1.0 / 24.0 + ww * (1.0 / 240.0 + ww * (17.0 / 40320.0)));
  let s = 2.0 * half / (1.0 + half * half * ww);
  return m + s * cross(m + half * cross(m, w), w);
}

/** First fraction of a step at which |z| is the height of the boundary, as in assembly/escape.ts; -1: nowhere. */
fn crossing(z0: f32, z1: f32, d0: f32, d1: f32) -> f32 {
  let rise = z1 - z0;
  let c2 = 3.0 * rise - 2.0 * d0 - d1;
  let c3 = d0 + d1 - 2.0 * rise;
  let root = sqrt(max(0.0, c2 * c2 - 3.0 * c3 * d0));
  let q = select(root - c2, -c2 - root, c2 >= 0.0);
  let a = within(q, 3.0 * c3);
  let b = within(d0, q);
  var start = 0.0;
  for (var piece = 0u; piece < 3u; piece++) {
    var end = 1.0;
    if (piece == 0u) { end = min(a, b); }
    if (piece == 1u) { end = max(a, b); }
    if (abs(z0 + end * (d0 + end * (c2 + end * c3))) >= flight.height) {
      var inside = start;
      var outside = end;
      for (var half = 0u; half < 24u; half++) {
        let middle = 0.5 * (inside + outside);
        if (abs(z0 + middle * (d0 + middle * (c2 + middle * c3))) >= flight.height) { outside = middle; }
        else { inside = middle; }
      }
      return outside;
    }
    start = end;
  }
  return -1.0;
}

/** p / q, a turning point within the step, or its end. */
fn within(p: f32, q: f32) -> f32 {
  let inside = (p > 0.0 && q > p) || (p < 0.0 && q < p);
  return select(1.0, p / select(1.0, q, inside), inside);
}

/**
 * Writes where the particle was `back` steps, 0 to 1, before its newest place, at path length number `output`: the
 * polynomials of the step in v, 0 at the newest place and 1, 2, 3 at those before.
 */
fn readOff(output: u32, v: f32, b3: vec3f, k3: vec3f) {
  let vv = v * v;
  let l = vec4f(
    1.0 - v * (11.0 / 6.0 - v * (1.0 - v / 6.0)),
    v * (3.0 - v * (2.5 - v / 2.0)),
    -v * (1.5 - v * (2.0 - v / 2.0)),
    v * (1.0 / 3.0 - v * (0.5 - v / 6.0)),
  );
  let b = l.x * b0 + l.y * b1 + l.z * b2 + l.w * b3;
  let i = vec4f(
    -v * (1.0 - v * (11.0 / 12.0 - v * (1.0 / 3.0 - v / 24.0))),
    -vv * (1.5 - v * (5.0 / 6.0 - v / 8.0)),
    vv * (0.75 - v * (2.0 / 3.0 - v / 8.0)),
    -vv * (1.0 / 6.0 - v * (1.0 / 6.0 - v / 24.0)),
  );
  let w = i.x * b0 + i.y * b1 + i.z * b2 + i.w * b3 + (vv / 12.0) * cross(b0, b);
  let j = vec4f(
    vv * (0.5 - v * (11.0 / 36.0 - v * (1.0 / 12.0 - v / 120.0))),
    vv * v * (0.5 - v * (5.0 / 24.0 - v / 40.0)),
    -vv * v * (0.25 - v * (1.0 / 6.0 - v / 40.0)),
    vv * v * (1.0 / 18.0 - v * (1.0 / 24.0 - v / 120.0)),
  );
  let way = flight.h * (-v * n + j.x * k0 + j.y * k1 + j.z * k2 + j.w * k3);
  // the predicted position is off by 19/180 h of the third difference of k
  let miss = flight.missPerThird * (k0 - 3.0 * k1 + 3.0 * k2 - k3);
  stepError += dot(miss, miss);
  let place = 3u * (output * flight.places + particle);
  results[place] = vec4f(coarse, 0.0);
  results[place + 1u] = vec4f(fine + way, 0.0);
  results[place + 2u] = vec4f(turned(n, w), 0.0);
}

fn meet(id: vec3u, local: vec3u) {
  particle = id.x;
  lane = local.x;
  own = id.y;
  grid = grids[GRIDS * (particle / flight.perRealisation) + own];
}

fn load() {
  let stride = flight.places;
  let first = particle;
  n = state[first].xyz;
  correction = state[first].w;
  coarse = state[first + stride].xyz;
  drift = state[first + stride].w;
  fine = state[first + 2u * stride].xyz;
  stepError = state[first + 2u * stride].w;
  b0 = state[first + 3u * stride].xyz;
  escapeStep = state[first + 3u * stride].w;
  b1 = state[first + 4u * stride].xyz;
  escapePart = state[first + 4u * stride].w;
  b2 = state[first + 5u * stride].xyz;
  k0 = state[first + 6u * stride].xyz;
  k1 = state[first + 7u * stride].xyz;
  k2 = state[first + 8u * stride].xyz;
  offset = state[first + (9u + own) * stride].xyz;
  node = state[first + (9u + GRIDS + own) * stride].xyz;
}

fn keep() {
  let stride = flight.places;
  let first = particle;
  state[first + (9u + own) * stride] = vec4f(offset, 0.0);
  state[first + (9u + GRIDS + own) * stride] = vec4f(node, 0.0);
  if (own > 0u) { return; }
  state[first] = vec4f(n, correction);
  state[first + stride] = vec4f(coarse, drift);
  state[first + 2u * stride] = vec4f(fine, stepError);
  state[first + 3u * stride] = vec4f(b0, escapeStep);
  state[first + 4u * stride] = vec4f(b1, escapePart);
  state[first + 5u * stride] = vec4f(b2, 0.0);
  state[first + 6u * stride] = vec4f(k0, 0.0);
  state[first + 7u * stride] = vec4f(k1, 0.0);
  state[first + 8u * stride] = vec4f(k2, 0.0);
}

fn keepPlace(d: vec3f, m: vec3f) {
  b2 = b1;
  k2 = k1;
  b1 = b0;
  k1 = k0;
  b0 = flight.turn * fieldAt(d);
  k0 = cross(m, b0);
}

// Parts of a step of assembly/integrators/rotations.ts: drift A1, rotation B1, drift A2, ... the same from both ends.
const DRIFTS = array<f32, 7>(
  0.0792036964311957, 0.353172906049774, -0.0420650803577195, 0.2193769557534996,
  -0.0420650803577195, 0.353172906049774, 0.0792036964311957,
);
const ROTATIONS = array<f32, 6>(
  0.209515106613362, -0.143851773179818, 0.434336666566456,
  0.434336666566456, -0.143851773179818, 0.209515106613362,
);

/** Makes the first three places: the start, and two before it, to which a scout flies the other way in one and two steps. */
@compute @workgroup_size(PARTICLES, GRIDS)
fn begin(@builtin(global_invocation_id) id: vec3u, @builtin(local_invocation_id) local: vec3u) {
  meet(id, local);
  place();
  n = directions[particle].xyz;
  for (var before = 3u; before > 0u; before--) {
    var d = vec3f();
    var m = n;
    for (var step = 1u; step < before; step++) {
      for (var part = 0u; part < 7u; part++) {
        d -= DRIFTS[part] * flight.h * m;
        if (part < 6u) { m = turned(m, -ROTATIONS[part] * flight.turn * fieldAt(d)); }
      }
    }
    keepPlace(d, m);
  }
  escapeStep = -1.0;
  keep();
}

/** Flies all particles for the steps of this dispatch. */
@compute @workgroup_size(PARTICLES, GRIDS)
fn fly(@builtin(global_invocation_id) id: vec3u, @builtin(local_invocation_id) local: vec3u) {
  meet(id, local);
  load();
  let h = flight.h;
  var output = flight.firstOutput;
  for (var step = flight.firstStep; step < flight.endStep; step++) {
    let f = fieldAt(h * (n + (19.0 * k0 - 10.0 * k1 + 3.0 * k2) / 24.0));
    let b = flight.turn * f;
    let w = (9.0 * b + 19.0 * b0 - 5.0 * b1 + b2) / 24.0 + cross(b0, b) / 12.0;
    var m = turned(n, w);
    // rounding would change |n| along the path
    let miss = 0.5 * (dot(m, m) - 1.0);
    m -= miss * m;
    drift = max(drift, abs(miss));
    correction += miss;
    let k = cross(m, b);
    let d = h * (n + (38.0 * k + 171.0 * k0 - 36.0 * k1 + 7.0 * k2) / 360.0);
    shift(d);
    let z0 = coarse.z + fine.z;
    advance(d);
    let z1 = coarse.z + fine.z;
    // every point of a step is within half of it of one of its ends
    if (max(abs(z0), abs(z1)) + 0.5 * abs(h) >= flight.height && escapeStep < 0.0) {
      let part = crossing(z0, z1, h * n.z, h * m.z);
      if (part >= 0.0) {
        escapeStep = f32(step);
        escapePart = part;
      }
    }
    let b3 = b2;
    let k3 = k2;
    n = m;
    b2 = b1;
    b1 = b0;
    b0 = b;
    k2 = k1;
    k1 = k0;
    k0 = k;
    while (output < flight.outputCount && outputs[output].step == step + 1u) {
      if (own == 0u) { readOff(output, outputs[output].back, b3, k3); }
      output++;
    }
  }
  keep();
}
