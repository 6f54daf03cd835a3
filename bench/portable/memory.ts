// How a number is read from and written to an address, in Wasm. memory_js.ts is the same for plain JavaScript.

@inline
export function f64At(address: i32): f64 {
  return load<f64>(address as usize);
}

@inline
export function putF64(address: i32, value: f64): void {
  store<f64>(address as usize, value);
}

@inline
export function f32At(address: i32): f64 {
  return load<f32>(address as usize) as f64;
}

@inline
export function putF32(address: i32, value: f64): void {
  store<f32>(address as usize, value as f32);
}

@inline
export function i32At(address: i32): i32 {
  return load<i32>(address as usize);
}

@inline
export function putU32(address: i32, value: i32): void {
  store<u32>(address as usize, value);
}

/** A number without its fraction. */
@inline
export function whole(value: f64): i32 {
  return value as i32;
}

@inline
export function real(value: i32): f64 {
  return value as f64;
}

/** 32 bits as a number from 0 on. */
@inline
export function unsigned(value: i32): f64 {
  return (value as u32) as f64;
}

/** Low and high 32 bits of the product of two numbers of 32 bits without sign. */
@inline
export function productLow(a: i32, b: i32): i32 {
  return a * b;
}

@inline
export function productHigh(a: i32, b: i32): i32 {
  return (((a as u32 as u64) * (b as u32 as u64)) >> 32) as i32;
}

/** The exponent and the mantissa of a positive number as one: log2 to 0.09. */
@inline
export function roughLog2(x: f64): f64 {
  return ((reinterpret<i64>(x) - 0x3ff0000000000000) as f64) * (1.0 / 4503599627370496.0);
}

/** 2^n for a whole n. */
@inline
export function powerOf2(n: f64): f64 {
  return reinterpret<f64>(((n as i64) + 1023) << 52);
}

export function clear(address: i32, bytes: i32): void {
  memory.fill(address as usize, 0, bytes as usize);
}
