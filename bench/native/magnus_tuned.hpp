// magnus.hpp tuned by hand for AVX2 and FMA. A step waits for the field of the step before it, so that one particle alone leaves half of
// the processor idle. All particles make the same steps, so here four fly side by side: their fields are read one after the other without
// waiting, and what is left of a step is done for all four at once, one in each lane.
#pragma once
#include "magnus.hpp"

namespace magnus {
/** A vector of each of four particles. */
struct Four {
  double4 x, y, z;
  Four operator+(Four b) const { return {x + b.x, y + b.y, z + b.z}; }
  Four operator-(Four b) const { return {x - b.x, y - b.y, z - b.z}; }
  Four operator*(double4 s) const { return {x * s, y * s, z * s}; }
  Four operator*(double s) const { return {x * s, y * s, z * s}; }
  Four cross(Four b) const { return {y * b.z - z * b.y, z * b.x - x * b.z, x * b.y - y * b.x}; }
  double4 dot(Four b) const { return x * b.x + y * b.y + z * b.z; }
  Vec4 particle(int lane) const { return {x[lane], y[lane], z[lane]}; }
  void put(int lane, Vec4 v) { x[lane] = v.x, y[lane] = v.y, z[lane] = v.z; }
};

struct FourParticles : Places<Four> {
  MagnusParticle p[4];
  TunedPatch patch[4];
  Four centre; // of the patches

  void openPatch(TunedField &field, int lane, Vec4 where) {
    field.enterPatch(patch[lane], p[lane].patch = where);
    centre.put(lane, where);
  }

  template <class F> void each(F f) {
    for (int lane = 0; lane < 4; lane++) f(lane, p[lane]);
  }
};

/** The turbulent field at a place of each particle. */
inline Four turbulence(const TunedField &field, const FourParticles &four, Four place) {
  const Four d = place - four.centre;
  const float4 x = _mm256_cvtpd_ps(d.x), y = _mm256_cvtpd_ps(d.y), z = _mm256_cvtpd_ps(d.z);
  const auto in = [&](int lane) {
    const auto all = [&](float4 v) { return float4(_mm_set1_ps(v[lane])); };
    return field.turbulence(four.patch[lane], all(x), all(y), all(z));
  };
  __m128 b0 = in(0), b1 = in(1), b2 = in(2), b3 = in(3);
  _MM_TRANSPOSE4_PS(b0, b1, b2, b3);
  return {_mm256_cvtps_pd(b0), _mm256_cvtps_pd(b1), _mm256_cvtps_pd(b2)};
}

inline void steps(TunedField &field, FourParticles &four, double end, const Flight &flight) {
  const double size = flight.longestStep, h = flight.sense * size, turn = h / flight.gyroradius1;
  const double4 one = {1, 1, 1, 1};
  const Four regular = {one * (field.regular.x * turn), one * (field.regular.y * turn), one * (field.regular.z * turn)};
  Four r = four.place, n = four.direction, b0 = four.b[0], b1 = four.b[1], b2 = four.b[2], k0 = four.k[0], k1 = four.k[1], k2 = four.k[2];
  Four b3 = four.b[3], k3 = four.k[3];
  uint32_t made = four.p[0].steps;
  for (; made * size < end; made++) {
    if (made >= flight.budget) {
      four.each([](int, MagnusParticle &p) { p.status = 1; });
      break;
    }
    const Four next = r + (n + k0 * (19 / 24.) + k1 * (-10 / 24.) + k2 * (3 / 24.)) * h;
    const Four b = regular + turbulence(field, four, next) * turn;
    const Four w = b * (9 / 24.) + b0 * (19 / 24.) + b1 * (-5 / 24.) + b2 * (1 / 24.) + b0.cross(b) * (1 / 12.);
    const Four turned = rotations::turned(n, w), k = turned.cross(b);
    r = r + (n + k * (38 / 360.) + k0 * (171 / 360.) + k1 * (-36 / 360.) + k2 * (7 / 360.)) * h;
    n = turned;
    b3 = b2, b2 = b1, b1 = b0, b0 = b;
    k3 = k2, k2 = k1, k1 = k0, k0 = k;
    const Four d = r - four.centre;
    const int left = _mm256_movemask_pd(_mm256_cmp_pd(d.dot(d), one * field.radius2, _CMP_GT_OQ));
    for (int lane = 0; left >> lane; lane++)
      if (left >> lane & 1) four.openPatch(field, lane, r.particle(lane) + n.particle(lane) * (flight.sense * field.ahead()));
  }
  four.each([&](int, MagnusParticle &p) { p.steps = made; });
  four.place = r, four.direction = n;
  four.b[0] = b0, four.b[1] = b1, four.b[2] = b2, four.b[3] = b3;
  four.k[0] = k0, four.k[1] = k1, four.k[2] = k2, four.k[3] = k3;
}

/** The whole field at a place of each particle. */
inline Four whole(const TunedField &field, Four place) {
  Four b;
  for (int lane = 0; lane < 4; lane++) b.put(lane, field.whole(place.particle(lane)));
  return b;
}

inline void fly(TunedField &field, FourParticles &four, double end, const Flight &flight) {
  const double h = flight.sense * flight.longestStep;
  if (four.p[0].step == 0) {
    Four r, n;
    four.each([&](int lane, MagnusParticle &p) { r.put(lane, p.r), n.put(lane, p.n); });
    begin([&](Four place) { return whole(field, place); }, four, r, n, h, h / flight.gyroradius1);
  }
  four.each([&](int lane, MagnusParticle &p) {
    p.step = flight.longestStep;
    if (p.patched) return; // it is open still
    p.patched = true;
    four.patch[lane].near = field.patch.near;
    four.openPatch(field, lane, four.place.particle(lane) + four.direction.particle(lane) * (flight.sense * field.ahead()));
  });
  steps(field, four, end, flight);
  four.each([&](int lane, MagnusParticle &p) {
    p.place = four.place.particle(lane), p.direction = four.direction.particle(lane);
    for (int i = 0; i < 4; i++) p.b[i] = four.b[i].particle(lane), p.k[i] = four.k[i].particle(lane);
    finish(p, end, flight);
  });
}
} // namespace magnus
