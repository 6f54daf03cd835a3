// Records in memory. Sizes and offsets are exported by the boundary and never retyped in TypeScript.

/**
 * The complete state of a particle between two steps: a split run continues from it byte for byte.
 * Position in pc from the origin, momentum as a unit vector (its direction, not the direction of arrival).
 */
@unmanaged
export class Particle {
  x: f64;
  y: f64;
  z: f64;
  nx: f64;
  ny: f64;
  nz: f64;
  /** Path length flown so far [pc]. */
  path: f64;
  /** Size of the next trial step [pc]; 0 before the first. */
  step: f64;
  /** Error of the last accepted step over the tolerance: the controller's memory. */
  error: f64;
  /** Largest departure of |p| from 1 after a step, before it was projected back. */
  drift: f64;
  /** Sum of all projections of |p|: the drift that would have built up without them. */
  correction: f64;
  /** Path length at which the particle first was at the free-escape boundary |z| = H [pc]; infinite before. It flies on. */
  escape: f64;
  steps: u32;
  rejected: u32;
  /** 0: fine; 1: step budget used up; 2: step size underflow or not a number; 3: paused between two steps. */
  status: u32;
  /** Whether a patch has been opened, and its centre: the field that the particle feels depends on it (fields/patch.ts). */
  patched: u32;
  patchX: f64;
  patchY: f64;
  patchZ: f64;
}

export const FINE: u32 = 0;
export const OUT_OF_STEPS: u32 = 1;
export const STEP_UNDERFLOW: u32 = 2;
export const PAUSED: u32 = 3;

/**
 * One level of the nested grids. Node coordinates of a point x in pc (lab frame): u = M x + o, in cells.
 * The first 96 bytes are what a flight's inner loop reads: there a point is given by its distance d from the patch's centre.
 */
@unmanaged
export class Level {
  /** Columns of M in f32. */
  column0: v128;
  column1: v128;
  column2: v128;
  /** The centre's distance from its nearest node (f32x4, in cells), and that node (i32x4, not wrapped). */
  offset: v128;
  nearest: v128;
  /** Address of the padded cube: (cells + 2)^3 nodes, the first being node (-1, -1, -1). */
  nodes: u32;
  mask: u32;
  rowBytes: u32;
  planeBytes: u32;
  // M in f64: columns of the upper two rows, then the third row, each beside its offset o
  m00: f64;
  m10: f64;
  m01: f64;
  m11: f64;
  m02: f64;
  m12: f64;
  o0: f64;
  o1: f64;
  m20: f64;
  m21: f64;
  m22: f64;
  o2: f64;
  // what synthesis knows of the level
  box: f64;
  longest: f64;
  shortest: f64;
  cut: f64;
  /** Standard deviation of each of the six Gaussian numbers of a mode of unit power. */
  sigma: f64;
  /** Expected variance of the modes that are kept [uG^2]. */
  variance: f64;
  /** Rotation from the lab into the level's frame, in rows. */
  r00: f64;
  r01: f64;
  r02: f64;
  r10: f64;
  r11: f64;
  r12: f64;
  r20: f64;
  r21: f64;
  r22: f64;
  /** Offset in the level's frame, in box sides. */
  shift0: f64;
  shift1: f64;
  shift2: f64;
  index: u32;
  cells: u32;
  reserved: u64;
}

/** One plane wave (also the form in which a grid level's modes are listed): B(x) = 2 Re(A exp(i k.x)). */
@unmanaged
export class Wave {
  kx: f64;
  ky: f64;
  kz: f64;
  reX: f64;
  reY: f64;
  reZ: f64;
  imX: f64;
  imY: f64;
  imZ: f64;
}
