// From values at the nodes of a periodic grid to the coefficients of the quadratic B-spline that passes through them: along
// each axis c(i-1)/8 + 6 c(i)/8 + c(i+1)/8 = v(i). Solved by a recursion forward and one back (Unser 1999, "Splines: a
// perfect fit for signal and image processing"), whose root is 2 sqrt(2) - 3: any number of nodes, and no transform.

const ROOT: f32 = -0.17157287525380990;
/** (1 - root) (1 - 1/root) */
const GAIN: f32 = 8;
/** root^13 is below the rounding of f32: where the recursion has forgotten how it began. */
const MEMORY: i32 = 13;

/**
 * Filters along one axis `count` nodes that lie `stride` bytes apart; with each of them `width` bytes of neighbours, whose
 * lines are filtered side by side. `row` is `width` bytes of work space.
 */
export function filterLines(first: usize, count: i32, stride: usize, width: usize, row: usize): void {
  const root = f32x4.splat(ROOT);
  const gain = f32x4.splat(GAIN);
  // forward: c(k) = 8 v(k) + root c(k-1), begun far enough before the first node
  memory.fill(row, 0, width);
  for (let back = MEMORY; back > 0; back--) {
    const node = first + ((count - 1 - ((back - 1) % count)) as usize) * stride;
    for (let b: usize = 0; b < width; b += 16) {
      const v = f32x4.mul(gain, v128.load(node + b));
      v128.store(row + b, f32x4.add(v, f32x4.mul(root, v128.load(row + b))));
    }
  }
  let before = row;
  for (let k = 0; k < count; k++) {
    const node = first + (k as usize) * stride;
    for (let b: usize = 0; b < width; b += 16) {
      const v = f32x4.mul(gain, v128.load(node + b));
      v128.store(node + b, f32x4.add(v, f32x4.mul(root, v128.load(before + b))));
    }
    before = node;
  }
  // back: c(k) = root (c(k+1) - c(k)), begun far enough behind the last node
  memory.fill(row, 0, width);
  for (let ahead = MEMORY - 1; ahead >= 0; ahead--) {
    const node = first + ((ahead % count) as usize) * stride;
    for (let b: usize = 0; b < width; b += 16) {
      v128.store(row + b, f32x4.mul(root, f32x4.sub(v128.load(row + b), v128.load(node + b))));
    }
  }
  let behind = row;
  for (let k = count - 1; k >= 0; k--) {
    const node = first + (k as usize) * stride;
    for (let b: usize = 0; b < width; b += 16) {
      v128.store(node + b, f32x4.mul(root, f32x4.sub(v128.load(behind + b), v128.load(node + b))));
    }
    behind = node;
  }
}
