// The same loop in C, for clang's Wasm: operation for operation that of assembly/fields/spline.ts, and so with the same bits. Level as in assembly/layout.ts.
#include <wasm_simd128.h>

typedef struct {
  v128_t column[3], offset, nearest;
  unsigned nodes, mask, rowBytes, planeBytes;
  char rest[352 - 96];
} Level;

#define ADD wasm_f32x4_add
#define MUL wasm_f32x4_mul
#define SUB wasm_f32x4_sub
#define LANE(v, i) wasm_i32x4_shuffle(v, v, i, i, i, i)

static inline v128_t row(const char *p, v128_t a, v128_t b, v128_t c) {
  return ADD(ADD(MUL(wasm_v128_load(p), a), MUL(wasm_v128_load(p + 16), b)), MUL(wasm_v128_load(p + 32), c));
}

static inline v128_t plane(const char *p, unsigned rowBytes, v128_t x0, v128_t x1, v128_t x2, v128_t y0, v128_t y1, v128_t y2) {
  return ADD(ADD(MUL(row(p, x0, x1, x2), y0), MUL(row(p + rowBytes, x0, x1, x2), y1)), MUL(row(p + 2 * rowBytes, x0, x1, x2), y2));
}

__attribute__((export_name("sumPoints"))) void sumPoints(const Level *start, const Level *end, const float *points, int count, v128_t *out) {
  const v128_t half = wasm_f32x4_const_splat(0.5f), most = wasm_f32x4_const_splat(0.75f), round = wasm_f32x4_const_splat(12582912.0f);
  for (int i = 0; i < count; i++, points += 4) {
    const v128_t dx = wasm_v128_load32_splat(points), dy = wasm_v128_load32_splat(points + 1), dz = wasm_v128_load32_splat(points + 2);
    v128_t sum = wasm_f32x4_const_splat(0.0f);
    for (const Level *level = start; level < end; level++) {
      const v128_t u = ADD(ADD(level->offset, MUL(level->column[0], dx)), ADD(MUL(level->column[1], dy), MUL(level->column[2], dz)));
      const v128_t rounded = ADD(u, round);
      const v128_t t = SUB(u, SUB(rounded, round));
      const v128_t node = wasm_v128_and(wasm_i32x4_add(rounded, level->nearest), wasm_v128_load32_splat(&level->mask));
      const unsigned rowBytes = level->rowBytes, planeBytes = level->planeBytes;
      const char *first = (const char *)(level->nodes + ((unsigned)wasm_i32x4_extract_lane(node, 0) << 4) +
                                         (unsigned)wasm_i32x4_extract_lane(node, 1) * rowBytes + (unsigned)wasm_i32x4_extract_lane(node, 2) * planeBytes);
      const v128_t a = SUB(half, t), c = ADD(half, t);
      const v128_t w0 = MUL(half, MUL(a, a)), w1 = SUB(most, MUL(t, t)), w2 = MUL(half, MUL(c, c));
      const v128_t x0 = LANE(w0, 0), x1 = LANE(w1, 0), x2 = LANE(w2, 0);
      const v128_t y0 = LANE(w0, 1), y1 = LANE(w1, 1), y2 = LANE(w2, 1);
      v128_t value = MUL(plane(first, rowBytes, x0, x1, x2, y0, y1, y2), LANE(w0, 2));
      if (planeBytes) { // always, as in spline.ts
        value = ADD(value, MUL(plane(first + planeBytes, rowBytes, x0, x1, x2, y0, y1, y2), LANE(w1, 2)));
        if (rowBytes) value = ADD(value, MUL(plane(first + 2 * planeBytes, rowBytes, x0, x1, x2, y0, y1, y2), LANE(w2, 2)));
      }
      sum = ADD(sum, value);
    }
    out[i] = sum;
  }
}
