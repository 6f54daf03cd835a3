// Arithmetic of two numbers at once (f64x2), in short words. Sums run from left to right: another order has other bits.

@inline
export function add(a: v128, b: v128): v128 {
  return f64x2.add(a, b);
}

@inline
export function mul(a: v128, b: v128): v128 {
  return f64x2.mul(a, b);
}

@inline
export function abs(a: v128): v128 {
  return f64x2.abs(a);
}

@inline
export function splat(a: f64): v128 {
  return f64x2.splat(a);
}

@inline
export function sum3(a: v128, b: v128, c: v128): v128 {
  return add(add(a, b), c);
}

@inline
export function sum4(a: v128, b: v128, c: v128, d: v128): v128 {
  return add(sum3(a, b, c), d);
}

@inline
export function sum5(a: v128, b: v128, c: v128, d: v128, e: v128): v128 {
  return add(sum4(a, b, c, d), e);
}

@inline
export function sum6(a: v128, b: v128, c: v128, d: v128, e: v128, f: v128): v128 {
  return add(sum5(a, b, c, d, e), f);
}

@inline
export function sum7(a: v128, b: v128, c: v128, d: v128, e: v128, f: v128, g: v128): v128 {
  return add(sum6(a, b, c, d, e, f), g);
}
