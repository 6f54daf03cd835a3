// The twin tuned by hand for AVX2 and FMA: vectors of three as four f64 lanes, two nodes of a row in one register, node coordinates in f32 from the
// patch's centre, what the inner loop reads of a level side by side. Same field, same algorithm; results differ by rounding.
#pragma once
#include "field.hpp"
#include <immintrin.h>

typedef double double4 __attribute__((vector_size(32)));
typedef float float8 __attribute__((vector_size(32)));
typedef int int4 __attribute__((vector_size(16)));

struct Vec4 {
  union {
    double4 v;
    struct {
      double x, y, z, zero;
    };
  };
  Vec4() : v{} {}
  Vec4(double4 a) : v(a) {}
  Vec4(double a, double b, double c) : v{a, b, c, 0} {}
  Vec4 operator+(Vec4 b) const { return v + b.v; }
  Vec4 operator*(double s) const { return v * s; }
  double4 turned() const { return _mm256_permute4x64_pd(v, 0xc9); } // y, z, x
  Vec4 cross(Vec4 b) const { return Vec4(v * b.turned() - turned() * b.v).turned(); }
  double dot(Vec4 b) const {
    const double4 p = v * b.v;
    return p[0] + p[1] + p[2];
  }
  double largest() const {
    const __m256d a = _mm256_andnot_pd(_mm256_set1_pd(-0.0), v);
    const __m128d m = _mm_max_pd(_mm256_castpd256_pd128(a), _mm256_extractf128_pd(a, 1));
    return std::max(m[0], m[1]);
  }
  operator Vec() const { return {x, y, z}; }
};

struct alignas(64) Near { // what the inner loop reads of a level
  float4 column[3], offset;
  int4 nearest;
  const float4 *nodes;
  int row, plane, mask;
};

/** What a particle's patch is: the tuned twin of magnus flies two at once. */
struct TunedPatch {
  std::vector<Near> near;
  Vec4 centre;
  float4 series[10];
};

struct TunedField : Field {
  TunedPatch patch;
  Vec4 regular4;

  void choosePatch(double smallest, double tolerance) {
    Field::choosePatch(smallest, tolerance);
    patch.centre.x = NAN;
    regular4 = {regular.x, regular.y, regular.z};
    std::vector<Near> &near = patch.near;
    near.resize(levels.size());
    for (size_t g = 0; g < levels.size(); g++) {
      const Level &level = levels[g];
      for (int j = 0; j < 3; j++)
        near[g].column[j] = float4{float(level.m[0][j]), float(level.m[1][j]), float(level.m[2][j]), 0};
      near[g].nodes = level.nodes.data();
      near[g].row = int(level.row());
      near[g].plane = int(level.plane());
      near[g].mask = level.cells - 1;
    }
  }

  bool leavesPatch(Vec4 p) const { return leavesPatch(patch, p); }
  bool leavesPatch(const TunedPatch &patch, Vec4 p) const {
    const double4 d = p.v - patch.centre.v, s = d * d;
    return s[0] + s[1] + s[2] > radius2;
  }

  bool isOpen(Vec4 p) const { return p.x == patch.centre.x && p.y == patch.centre.y && p.z == patch.centre.z; }

  void enterPatch(Vec4 p) { enterPatch(patch, p); }
  void enterPatch(TunedPatch &patch, Vec4 p) {
    openings++;
    patch.centre = p;
    for (float4 &s : patch.series) s = float4{};
    for (size_t g = 0; g < firstFine; g++) addSeries(patch.series, levels[g], p);
    for (size_t g = firstFine; g < levels.size(); g++) {
      const Level &level = levels[g];
      for (int a = 0; a < 3; a++) {
        const double u = level.m[a][0] * p.x + level.m[a][1] * p.y + level.m[a][2] * p.z + level.o[a];
        const double node = std::nearbyint(u);
        patch.near[g].nearest[a] = int(long(node));
        patch.near[g].offset[a] = float(u - node);
      }
    }
  }

  // As Field::addSeries, axis by axis: a third of its products.
  static void addSeries(float4 *series, const Level &level, Vec p) {
    const Axis x(level, 0, p), y(level, 1, p), z(level, 2, p);
    const float4 *corner = &level.nodes[z.node * level.plane() + y.node * level.row() + x.node];
    float4 f = {}, d[3] = {}, dd[3][3] = {};
    for (int c = 0; c < 3; c++) {
      float4 g = {}, g0 = {}, g1 = {}, g00 = {}, g01 = {}, g11 = {};
      for (int b = 0; b < 3; b++) {
        const float4 *n = corner + c * level.plane() + b * level.row();
        const float4 h = n[0] * x.value[0] + n[1] * x.value[1] + n[2] * x.value[2];
        const float4 h0 = n[0] * x.slope[0] + n[1] * x.slope[1] + n[2] * x.slope[2];
        g += h * y.value[b], g0 += h0 * y.value[b], g00 += (n[0] - 2 * n[1] + n[2]) * y.value[b];
        g1 += h * y.slope[b], g01 += h0 * y.slope[b], g11 += h * Axis::curvature[b];
      }
      f += g * z.value[c], d[0] += g0 * z.value[c], d[1] += g1 * z.value[c], d[2] += g * z.slope[c];
      dd[0][0] += g00 * z.value[c], dd[0][1] += g01 * z.value[c], dd[1][1] += g11 * z.value[c];
      dd[0][2] += g0 * z.slope[c], dd[1][2] += g1 * z.slope[c], dd[2][2] += g * Axis::curvature[c];
    }
    dd[1][0] = dd[0][1], dd[2][0] = dd[0][2], dd[2][1] = dd[1][2];
    float m[3][3];
    for (int a = 0; a < 3; a++)
      for (int i = 0; i < 3; i++) m[a][i] = float(level.m[a][i]);
    series[0] += f;
    const auto along = [&](const float4 *v, int i) { return v[0] * m[0][i] + v[1] * m[1][i] + v[2] * m[2][i]; };
    for (int i = 0; i < 3; i++) {
      series[1 + i] += along(d, i);
      const float4 half[3] = {along(dd[0], i), along(dd[1], i), along(dd[2], i)};
      series[4 + i] += along(half, i) * 0.5f;
      if (i == 0) series[7] += along(half, 1), series[8] += along(half, 2);
      if (i == 1) series[9] += along(half, 2);
    }
  }

  static float4 spline(const float4 *first, size_t rowNodes, size_t planeNodes, float4 t) {
    const float4 a = 0.5f - t, c = 0.5f + t;
    const float4 w0 = 0.5f * (a * a), w1 = 0.75f - t * t, w2 = 0.5f * (c * c);
    const float8 y0 = _mm256_set1_ps(w0[1]), y1 = _mm256_set1_ps(w1[1]), y2 = _mm256_set1_ps(w2[1]);
    const float weightZ[3] = {w0[2], w1[2], w2[2]};
    float8 left = {}; // of nodes 0 and 1 of the rows
    float4 right = {};
    for (int k = 0; k < 3; k++, first += planeNodes) {
      const float *n0 = reinterpret_cast<const float *>(first), *n1 = n0 + 4 * rowNodes, *n2 = n1 + 4 * rowNodes;
      const float8 planeLeft = y0 * float8(_mm256_loadu_ps(n0)) + y1 * float8(_mm256_loadu_ps(n1)) + y2 * float8(_mm256_loadu_ps(n2));
      const float4 planeRight = float4(_mm256_castps256_ps128(y0)) * float4(_mm_load_ps(n0 + 8)) +
                                float4(_mm256_castps256_ps128(y1)) * float4(_mm_load_ps(n1 + 8)) +
                                float4(_mm256_castps256_ps128(y2)) * float4(_mm_load_ps(n2 + 8));
      left += planeLeft * weightZ[k];
      right += planeRight * weightZ[k];
    }
    const float4 x0 = float4(_mm_set1_ps(w0[0])), x1 = float4(_mm_set1_ps(w1[0])), x2 = float4(_mm_set1_ps(w2[0]));
    return x0 * float4(_mm256_castps256_ps128(left)) + x1 * float4(_mm256_extractf128_ps(left, 1)) + x2 * right;
  }

  Vec4 nearby(Vec4 p) const { return total4(turbulence(patch, p)); }

  float4 turbulence(const TunedPatch &patch, Vec4 p) const {
    const float4 d = _mm256_cvtpd_ps(p.v - patch.centre.v);
    return turbulence(patch, _mm_shuffle_ps(d, d, 0x00), _mm_shuffle_ps(d, d, 0x55), _mm_shuffle_ps(d, d, 0xaa));
  }

  // x, y, z: distance from the patch's centre, the same in all lanes
  float4 turbulence(const TunedPatch &patch, float4 x, float4 y, float4 z) const {
    float4 sum = {};
    for (size_t g = firstFine; g < patch.near.size(); g++) {
      const Near &level = patch.near[g];
      const float4 u = level.offset + level.column[0] * x + level.column[1] * y + level.column[2] * z;
      const float4 rounded = _mm_round_ps(u, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
      const int4 node = (int4(_mm_cvtps_epi32(rounded)) + level.nearest) & level.mask;
      const float4 *first = level.nodes + (node[0] + node[1] * level.row + node[2] * level.plane);
      sum += spline(first, level.row, level.plane, u - rounded);
    }
    return sum + coarse(patch.series, x, y, z);
  }

  static float4 coarse(const float4 *s, float4 x, float4 y, float4 z) {
    return s[0] + x * (s[1] + x * s[4] + y * s[7] + z * s[8]) + y * (s[2] + y * s[5] + z * s[9]) + z * (s[3] + z * s[6]);
  }

  // Every level, with node coordinates in f64.
  Vec4 whole(Vec4 p) const {
    float4 sum = {};
    for (size_t g = 0; g < patch.near.size(); g++) {
      const Level &level = levels[g];
      float4 t = {};
      int4 node = {};
      for (int a = 0; a < 3; a++) {
        const double u = level.m[a][0] * p.x + level.m[a][1] * p.y + level.m[a][2] * p.z + level.o[a];
        const double nearest = std::nearbyint(u);
        node[a] = int(long(nearest)) & patch.near[g].mask;
        t[a] = float(u - nearest);
      }
      const float4 *first = patch.near[g].nodes + (node[0] + node[1] * patch.near[g].row + node[2] * patch.near[g].plane);
      sum += spline(first, patch.near[g].row, patch.near[g].plane, t);
    }
    return total4(sum);
  }

  Vec4 total4(float4 b) const { return regular4.v + double4(_mm256_cvtps_pd(b)); }
};
