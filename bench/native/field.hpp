// The interpolated field in plain C++: quadratic B-splines as in assembly/fields/spline.ts, and the patch of the coarse levels as in
// assembly/fields/patch.ts. With -DPLAIN also splines of order 1 (linear) and 3 (cubic).
#pragma once
#include "synthesis.hpp"
#include <algorithm>

struct Vec {
  double x, y, z;
  Vec operator+(Vec b) const { return {x + b.x, y + b.y, z + b.z}; }
  Vec operator*(double s) const { return {x * s, y * s, z * s}; }
  Vec cross(Vec b) const { return {y * b.z - z * b.y, z * b.x - x * b.z, x * b.y - y * b.x}; }
  double dot(Vec b) const { return x * b.x + y * b.y + z * b.z; }
  double largest() const { return std::max(std::fabs(x), std::max(std::fabs(y), std::fabs(z))); }
};

// The first node along one axis, with the weights of the ORDER + 1 nodes that are read; slope and curvature are theirs in the derivatives.
struct Axis {
  int node; // in the padded cube
  Real value[ORDER + 1];
#if ORDER == 2
  float slope[3];
  static constexpr float curvature[3] = {1.0f, -2.0f, 1.0f};
#endif

  Axis(const Level &level, int a, Vec p) {
    const double u = level.m[a][0] * p.x + level.m[a][1] * p.y + level.m[a][2] * p.z + level.o[a];
#if ORDER == 2
    const double nearest = std::nearbyint(u);
    const Real t = Real(u - nearest), half = Real(0.5);
    node = int(long(nearest)) & (level.cells - 1);
    value[0] = half * (half - t) * (half - t);
    value[1] = Real(0.75) - t * t;
    value[2] = half * (half + t) * (half + t);
    slope[0] = float(t - half);
    slope[1] = float(-2 * t);
    slope[2] = float(t + half);
#else
    const double below = std::floor(u);
    const Real t = Real(u - below), s = 1 - t;
    node = int(long(below)) & (level.cells - 1);
#if ORDER == 1
    node += 1;
    value[0] = s;
    value[1] = t;
#else
    value[0] = s * s * s / 6;
    value[1] = Real(2) / 3 - t * t * (1 - t / 2);
    value[2] = Real(2) / 3 - s * s * (1 - s / 2);
    value[3] = t * t * t / 6;
#endif
#endif
  }
};

struct Field {
  Vec regular;
  std::vector<Level> levels;
  // the patch: its levels are those before `firstFine`
  size_t firstFine = 0;
  double radius2 = 0;
  Vec centre;
  uint64_t openings = 0; // so far
  float4 series[10]; // 1, x, y, z, xx, yy, zz, xy, xz, yz

  float4 sumLevels(size_t first, Vec p) const {
    Node sum = {};
    for (size_t g = first; g < levels.size(); g++) {
      const Level &level = levels[g];
      const Axis x(level, 0, p), y(level, 1, p), z(level, 2, p);
      const Node *corner = &level.nodes[z.node * level.plane() + y.node * level.row() + x.node];
      for (int c = 0; c <= ORDER; c++) {
        Node plane = {};
        for (int b = 0; b <= ORDER; b++) {
          const Node *n = corner + c * level.plane() + b * level.row();
          Node row = n[0] * x.value[0];
          for (int a = 1; a <= ORDER; a++) row += n[a] * x.value[a];
          plane += row * y.value[b];
        }
        sum += plane * z.value[c];
      }
    }
    return float4{float(sum[0]), float(sum[1]), float(sum[2]), 0};
  }

  Vec total(float4 b) const { return regular + Vec{b[0], b[1], b[2]}; }
  Vec at(Vec p) const { return total(sumLevels(0, p)); }
  Vec whole(Vec p) const { return at(p); }

#ifdef PLAIN // every level at every stage, as one would write it first
  Vec nearby(Vec p) const { return at(p); }
  double ahead() const { return 0; }
  void choosePatch(double, double) {}
  bool isOpen(Vec) const { return true; }
  bool leavesPatch(Vec) const { return false; }
  void enterPatch(Vec) {}
#else
  Vec nearby(Vec p) const {
    const float x = float(p.x - centre.x), y = float(p.y - centre.y), z = float(p.z - centre.z);
    const float4 *s = series;
    const float4 coarse = s[0] + x * (s[1] + x * s[4] + y * s[7] + z * s[8]) + y * (s[2] + y * s[5] + z * s[9]) + z * (s[3] + z * s[6]);
    return total(sumLevels(firstFine, p) + coarse);
  }

  // `smallest`: the smallest radius that pays, pc
  void choosePatch(double smallest, double tolerance) {
    const double relative = tolerance / 1e-5;
    const double scale = 0.12 * std::min(1.0, std::cbrt(relative)) / (2.0 * M_PI);
    firstFine = 0;
    radius2 = INFINITY;
    centre.x = NAN; // none is open
    for (; firstFine < levels.size(); firstFine++) {
      const double radius = scale * levels[firstFine].shortest;
      if (radius < smallest) break;
      radius2 = radius * radius;
    }
  }

  // how far ahead of a particle the patch's centre is put
  double ahead() const { return firstFine ? 0.9 * std::sqrt(radius2) : 0.0; }

  bool leavesPatch(Vec p) const {
    const double x = p.x - centre.x, y = p.y - centre.y, z = p.z - centre.z;
    return x * x + y * y + z * z > radius2;
  }

  bool isOpen(Vec p) const { return p.x == centre.x && p.y == centre.y && p.z == centre.z; }

  void enterPatch(Vec p) {
    openings++;
    centre = p;
    for (float4 &s : series) s = float4{};
    for (size_t g = 0; g < firstFine; g++) addSeries(levels[g], p);
  }

  void addSeries(const Level &level, Vec p) {
    const Axis x(level, 0, p), y(level, 1, p), z(level, 2, p);
    const float4 *corner = &level.nodes[z.node * level.plane() + y.node * level.row() + x.node];
    float4 f = {}, d[3] = {}, dd[3][3] = {}; // value, first and second derivatives along the level's axes
    for (int c = 0; c < 3; c++)
      for (int b = 0; b < 3; b++) {
        const float4 *n = corner + c * level.plane() + b * level.row();
        float4 h = {}, h0 = {}, h00 = {};
        for (int a = 0; a < 3; a++) h += n[a] * x.value[a], h0 += n[a] * x.slope[a], h00 += n[a] * Axis::curvature[a];
        f += h * (y.value[b] * z.value[c]);
        d[0] += h0 * (y.value[b] * z.value[c]);
        d[1] += h * (y.slope[b] * z.value[c]);
        d[2] += h * (y.value[b] * z.slope[c]);
        dd[0][0] += h00 * (y.value[b] * z.value[c]);
        dd[1][1] += h * (Axis::curvature[b] * z.value[c]);
        dd[2][2] += h * (y.value[b] * Axis::curvature[c]);
        dd[0][1] += h0 * (y.slope[b] * z.value[c]);
        dd[0][2] += h0 * (y.value[b] * z.slope[c]);
        dd[1][2] += h * (y.slope[b] * z.slope[c]);
      }
    dd[1][0] = dd[0][1], dd[2][0] = dd[0][2], dd[2][1] = dd[1][2];
    series[0] += f;
    float4 lab[3][3] = {};
    for (int i = 0; i < 3; i++)
      for (int a = 0; a < 3; a++) {
        series[1 + i] += d[a] * float(level.m[a][i]);
        for (int j = 0; j < 3; j++)
          for (int b = 0; b < 3; b++) lab[i][j] += dd[a][b] * float(level.m[a][i] * level.m[b][j]);
      }
    for (int i = 0; i < 3; i++) series[4 + i] += lab[i][i] * 0.5f;
    series[7] += lab[0][1];
    series[8] += lab[0][2];
    series[9] += lab[1][2];
  }
#endif
};
