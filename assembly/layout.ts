// Records in memory. Their sizes and offsets are read from the compiled module, never typed again.
// One file, because what lies in memory, and for whom, is to be seen in one place.

/**
 * What every integrator keeps of a particle. Position in pc from the origin, momentum as a unit vector (its direction,
 * not the direction of arrival). An integrator that must remember more between two steps extends this class in its own
 * file. What it makes of it is the complete state, from which a split run continues byte for byte.
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
  /** Largest departure of |p| from 1 after a step, before it was projected back. */
  drift: f64;
  /** Sum of all projections of |p|: the drift that would have built up without them. */
  correction: f64;
  /**
   * Path length at which the particle first was at the free-escape boundary |z| = H [pc]; infinite before. It flies
   * on.
   */
  escape: f64;
  steps: u32;
  rejected: u32;
  /** FINE or one of the others below. */
  status: u32;
  padding: u32;
}

export const FINE: u32 = 0;
export const OUT_OF_STEPS: u32 = 1;
/** The step size ran out, or something is not a number. */
export const STEP_UNDERFLOW: u32 = 2;
/** Paused between two steps. */
export const PAUSED: u32 = 3;

/**
 * Of an integrator that reads the field from a patch: its centre [pc], on which the field that the particle feels
 * depends (fields/patch.ts).
 */
@unmanaged
export class PatchedParticle extends Particle {
  patchX: f64;
  patchY: f64;
  patchZ: f64;
  /** 0 until a patch has been opened. */
  patched: u32;
  padding1: u32;
}

/**
 * A flight of some particles: how they are flown, and where they and their results are in memory. The caller writes
 * it.
 */
@unmanaged
export class Flight {
  /** Direction of time: -1 back, +1 forward. */
  sense: f64;
  /** Gyroradius at 1 uG [pc], negative for a negative charge. */
  gyroradius1: f64;
  /** Gyroradius at the total rms field [pc]. */
  gyroradius: f64;
  /** Largest error of a step, where an integrator estimates it. */
  tolerance: f64;
  /** Longest step [pc], where an integrator's steps have one size. */
  longestStep: f64;
  /** Of the free-escape boundary |z| = H [pc]; infinite: none. */
  escapeHeight: f64;
  integrator: u32;
  /** Of the integrator's particles: by these a state of another layout is refused. */
  particleVersion: u32;
  particleBytes: u32;
  /** Number of particles, and of path lengths. */
  particleCount: u32;
  pathCount: u32;
  /** Trial steps that a particle may take. */
  budget: u32;
  particles: usize;
  /** Start of all particles, 3 f64 [pc]. */
  origin: usize;
  /** Momentum directions at the start, [particles][3] f64. */
  directions: usize;
  /** Increasing path lengths, f64 [pc]. */
  paths: usize;
  /** Results, [paths][particles][3] f64: positions [pc], momentum directions. */
  positions: usize;
  momenta: usize;
}

/** What a field is made from, and where it is in memory. The caller writes it; a model reads what it needs. */
@unmanaged
export class Synthesis {
  /** Regular field [uG]. */
  regularX: f64;
  regularY: f64;
  regularZ: f64;
  /** rms of the turbulence over the whole spectrum, inner scale to zero [uG]. */
  turbulent: f64;
  /** Longest and shortest wavelength [pc]. */
  outerScale: f64;
  innerScale: f64;
  /** q of the energy spectrum E(k) ~ k^-q. */
  spectralIndex: f64;
  wavesPerDecade: f64;
  model: u32;
  /** EXACT_VARIANCE, KEEP_AXES: added up. */
  options: u32;
  /** Of plane waves: a member of Anisotropy (fields/anisotropy.ts). */
  anisotropy: u32;
  /** Where the field is put (fieldBytes), and memory that only its synthesis needs (scratchBytes). */
  field: usize;
  scratch: usize;
  /** Of a cube: its Grid record. */
  grid: usize;
  padding: u32;
}

/** A grid of values of a field, as a file has them. The caller writes it. */
@unmanaged
export class Grid {
  /** Rotation from the grid's frame into that of the run, in rows. */
  t00: f64;
  t01: f64;
  t02: f64;
  t10: f64;
  t11: f64;
  t12: f64;
  t20: f64;
  t21: f64;
  t22: f64;
  /** Mean of the values, which is subtracted from them, and what they are then multiplied by to be uG. */
  meanX: f64;
  meanY: f64;
  meanZ: f64;
  scale: f64;
  /** Sides of a cell [pc]. */
  cellX: f64;
  cellY: f64;
  cellZ: f64;
  cellsX: u32;
  cellsY: u32;
  cellsZ: u32;
  padding: u32;
}

/** Rescale each realisation to the variance expected of its modes. */
export const EXACT_VARIANCE: u32 = 1;
/** No rotation of the levels: only for tests of isotropy. */
export const KEEP_AXES: u32 = 2;
/** The origin of the run is node (0, 0, 0) of a cube, not a random place in it. */
export const PLACED: u32 = 4;

/**
 * One level of the nested grids. Node coordinates of a point x in pc (lab frame): u = M x + o, in cells. The first 96
 * bytes are what a flight's inner loop reads: there a point is given by its distance d from the patch's centre.
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

/** A density that is no gradient (density.ts). The caller writes it, what its kind has no use for being 0. */
@unmanaged
export class Density {
  /** Unit vector: the normal of a slab, the direction in which a source lies. */
  directionX: f64;
  directionY: f64;
  directionZ: f64;
  /** Of a slab: half the thickness of the layer of sources, the height at which f = 0, the observer's height [pc]. */
  halfThickness: f64;
  halo: f64;
  height: f64;
  /** Of a burst: distance [pc], c times the age [pc], D/c [pc], and its share of f at the observer. */
  distance: f64;
  age: f64;
  diffusion: f64;
  share: f64;
  kind: u32;
}

// Where the caller finds what it reads and writes.

export enum DensityOffset {
  DIRECTION_X = offsetof<Density>("directionX"),
  DIRECTION_Y = offsetof<Density>("directionY"),
  DIRECTION_Z = offsetof<Density>("directionZ"),
  HALF_THICKNESS = offsetof<Density>("halfThickness"),
  HALO = offsetof<Density>("halo"),
  HEIGHT = offsetof<Density>("height"),
  DISTANCE = offsetof<Density>("distance"),
  AGE = offsetof<Density>("age"),
  DIFFUSION = offsetof<Density>("diffusion"),
  SHARE = offsetof<Density>("share"),
  KIND = offsetof<Density>("kind"),
}

export enum ParticleOffset {
  STEPS = offsetof<Particle>("steps"),
  REJECTED = offsetof<Particle>("rejected"),
  STATUS = offsetof<Particle>("status"),
  DRIFT = offsetof<Particle>("drift"),
  CORRECTION = offsetof<Particle>("correction"),
  ESCAPE = offsetof<Particle>("escape"),
}

export enum FlightOffset {
  SENSE = offsetof<Flight>("sense"),
  GYRORADIUS_1UG = offsetof<Flight>("gyroradius1"),
  GYRORADIUS = offsetof<Flight>("gyroradius"),
  TOLERANCE = offsetof<Flight>("tolerance"),
  LONGEST_STEP = offsetof<Flight>("longestStep"),
  ESCAPE_HEIGHT = offsetof<Flight>("escapeHeight"),
  INTEGRATOR = offsetof<Flight>("integrator"),
  PARTICLE_VERSION = offsetof<Flight>("particleVersion"),
  PARTICLE_BYTES = offsetof<Flight>("particleBytes"),
  PARTICLE_COUNT = offsetof<Flight>("particleCount"),
  PATH_COUNT = offsetof<Flight>("pathCount"),
  BUDGET = offsetof<Flight>("budget"),
  PARTICLES = offsetof<Flight>("particles"),
  ORIGIN = offsetof<Flight>("origin"),
  DIRECTIONS = offsetof<Flight>("directions"),
  PATHS = offsetof<Flight>("paths"),
  POSITIONS = offsetof<Flight>("positions"),
  MOMENTA = offsetof<Flight>("momenta"),
}

export enum SynthesisOffset {
  REGULAR_X = offsetof<Synthesis>("regularX"),
  REGULAR_Y = offsetof<Synthesis>("regularY"),
  REGULAR_Z = offsetof<Synthesis>("regularZ"),
  TURBULENT = offsetof<Synthesis>("turbulent"),
  OUTER_SCALE = offsetof<Synthesis>("outerScale"),
  INNER_SCALE = offsetof<Synthesis>("innerScale"),
  SPECTRAL_INDEX = offsetof<Synthesis>("spectralIndex"),
  WAVES_PER_DECADE = offsetof<Synthesis>("wavesPerDecade"),
  MODEL = offsetof<Synthesis>("model"),
  OPTIONS = offsetof<Synthesis>("options"),
  ANISOTROPY = offsetof<Synthesis>("anisotropy"),
  FIELD = offsetof<Synthesis>("field"),
  SCRATCH = offsetof<Synthesis>("scratch"),
  GRID = offsetof<Synthesis>("grid"),
}

/** Its numbers in turn: the rotation in rows, the mean, the scale, the sides of a cell; then the numbers of cells. */
export enum GridOffset {
  ROTATION = offsetof<Grid>("t00"),
  MEAN = offsetof<Grid>("meanX"),
  SCALE = offsetof<Grid>("scale"),
  CELL = offsetof<Grid>("cellX"),
  CELLS = offsetof<Grid>("cellsX"),
}
