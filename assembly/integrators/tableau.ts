// Tableau of Dormand & Prince 1980 (RK5(4)7M) in the form that rk45.ts sums: pairs (weight of a derivative in the
// position, weight in the momentum). They are read from memory: an older V8 makes three instructions of each vector
// constant in the code.

const A21: f64 = 1.0 / 5.0;
const A31: f64 = 3.0 / 40.0;
const A32: f64 = 9.0 / 40.0;
const A41: f64 = 44.0 / 45.0;
const A42: f64 = -56.0 / 15.0;
const A43: f64 = 32.0 / 9.0;
const A51: f64 = 19372.0 / 6561.0;
const A52: f64 = -25360.0 / 2187.0;
const A53: f64 = 64448.0 / 6561.0;
const A54: f64 = -212.0 / 729.0;
const A61: f64 = 9017.0 / 3168.0;
const A62: f64 = -355.0 / 33.0;
const A63: f64 = 46732.0 / 5247.0;
const A64: f64 = 49.0 / 176.0;
const A65: f64 = -5103.0 / 18656.0;
// the solution, which is also the seventh stage
const B1: f64 = 35.0 / 384.0;
const B3: f64 = 500.0 / 1113.0;
const B4: f64 = 125.0 / 192.0;
const B5: f64 = -2187.0 / 6784.0;
const B6: f64 = 11.0 / 84.0;
// the difference of the fifth- and the fourth-order solution
const E1: f64 = 71.0 / 57600.0;
const E3: f64 = -71.0 / 16695.0;
const E4: f64 = 71.0 / 1920.0;
const E5: f64 = -17253.0 / 339200.0;
const E6: f64 = 22.0 / 525.0;
const E7: f64 = -1.0 / 40.0;


// A pair for each stage and derivative. W of the stages 2 to 6: in the position of the next stage, after 6 that of the
// solution, and in this stage's momentum, which sum the same derivatives. S: in the momentum of the solution. D: in
// the differences of both. The position's weights are the sums over j of a_ij a_jl.
const pairs: usize = memory.data<f64>([
  A32 * A21, A21, // W21
  A42 * A21 + A43 * A31, A31, // W31
  A43 * A32, A32, // W32
  A52 * A21 + A53 * A31 + A54 * A41, A41, // W41
  A53 * A32 + A54 * A42, A42, // W42
  A54 * A43, A43, // W43
  A62 * A21 + A63 * A31 + A64 * A41 + A65 * A51, A51, // W51
  A63 * A32 + A64 * A42 + A65 * A52, A52, // W52
  A64 * A43 + A65 * A53, A53, // W53
  A65 * A54, A54, // W54
  B3 * A31 + B4 * A41 + B5 * A51 + B6 * A61, A61, // W61
  B3 * A32 + B4 * A42 + B5 * A52 + B6 * A62, A62, // W62
  B4 * A43 + B5 * A53 + B6 * A63, A63, // W63
  B5 * A54 + B6 * A64, A64, // W64
  B6 * A65, A65, // W65
  0.0, B1, // S1
  0.0, B3, // S3
  0.0, B4, // S4
  0.0, B5, // S5
  0.0, B6, // S6
  E3 * A31 + E4 * A41 + E5 * A51 + E6 * A61 + E7 * B1, E1, // D1
  E3 * A32 + E4 * A42 + E5 * A52 + E6 * A62, 0.0, // D2
  E4 * A43 + E5 * A53 + E6 * A63 + E7 * B3, E3, // D3
  E5 * A54 + E6 * A64 + E7 * B4, E4, // D4
  E6 * A65 + E7 * B5, E5, // D5
  E7 * B6, E6, // D6
  0.0, E7, // D7
], 16);

// Places of the pairs.
export const W21: usize = 0;
export const W31: usize = 16;
export const W32: usize = 32;
export const W41: usize = 48;
export const W42: usize = 64;
export const W43: usize = 80;
export const W51: usize = 96;
export const W52: usize = 112;
export const W53: usize = 128;
export const W54: usize = 144;
export const W61: usize = 160;
export const W62: usize = 176;
export const W63: usize = 192;
export const W64: usize = 208;
export const W65: usize = 224;
export const S1: usize = 240;
export const S3: usize = 256;
export const S4: usize = 272;
export const S5: usize = 288;
export const S6: usize = 304;
export const D1: usize = 320;
export const D2: usize = 336;
export const D3: usize = 352;
export const D4: usize = 368;
export const D5: usize = 384;
export const D6: usize = 400;
export const D7: usize = 416;

/** Weight in the position, in both lanes. */
@inline
export function position(pair: usize): v128 {
  return v128.load64_splat(pairs + pair);
}

/** Weight in the momentum, in both lanes. */
@inline
export function momentum(pair: usize): v128 {
  return v128.load64_splat(pairs + pair, 8);
}

/** (weight in the position, weight in the momentum): for the lanes zw. */
@inline
export function both(pair: usize): v128 {
  return v128.load(pairs + pair);
}

// Where a stage lies in the step.
export const C2: f64 = 1.0 / 5.0;
export const C3: f64 = 3.0 / 10.0;
export const C4: f64 = 4.0 / 5.0;
export const C5: f64 = 8.0 / 9.0;
