// What memory.ts is, for plain JavaScript.

/** Enough for the fields of the benchmarks. */
export const memory = new ArrayBuffer(64 * 2 ** 20);
const f64s = new Float64Array(memory);
const f32s = new Float32Array(memory);
const u32s = new Uint32Array(memory);
const bits = new DataView(new ArrayBuffer(8));

export const f64At = (address: number): number => f64s[address >> 3];
export const i32At = (address: number): number => u32s[address >> 2] | 0;
export const f32At = (address: number): number => f32s[address >> 2];

export function putF64(address: number, value: number): void {
  f64s[address >> 3] = value;
}

export function putF32(address: number, value: number): void {
  f32s[address >> 2] = value;
}

export function putU32(address: number, value: number): void {
  u32s[address >> 2] = value;
}

export const whole = (value: number): number => value | 0;
export const real = (value: number): number => value;
export const unsigned = (value: number): number => value >>> 0;
export const productLow = (a: number, b: number): number => Math.imul(a, b);

export function productHigh(a: number, b: number): number {
  const [a0, a1, b0, b1] = [a & 0xffff, a >>> 16, b & 0xffff, b >>> 16];
  const middle = a1 * b0 + ((a0 * b0) >>> 16);
  const other = a0 * b1 + (middle & 0xffff);
  return (a1 * b1 + Math.floor(middle / 65536) + Math.floor(other / 65536)) | 0;
}

export function roughLog2(x: number): number {
  bits.setFloat64(0, x);
  return (bits.getUint32(0) * 2 ** 32 + bits.getUint32(4)) / 2 ** 52 - 1023;
}

export const powerOf2 = (n: number): number => 2 ** n;

export function clear(address: number, bytes: number): void {
  f64s.fill(0, address >> 3, (address + bytes) >> 3);
}
