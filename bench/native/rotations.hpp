// Drifts and rotations in plain C++: assembly/integrators/rotations.ts. magnus.hpp starts with them.
#pragma once
#include "flight.hpp"

namespace rotations {
// Blanes & Moan 2002, parts of a step, the same from both ends
constexpr double A1 = 0.0792036964311957, A2 = 0.353172906049774, A3 = -0.0420650803577195, A4 = 1 - 2 * (A1 + A2 + A3);
constexpr double B1 = 0.209515106613362, B2 = -0.143851773179818, B3 = 0.5 - (B1 + B2);

/** tan(|w|/2) / |w| from |w|^2; with t = w times this, n turned by w is n + 2/(1 + t t) (n + n x t) x t. */
template <class Number> Number halfTangent(Number ww) { return 0.5 * (1 + ww * (1 / 12. + ww * (1 / 120. + ww * (17 / 20160.)))); }

template <class V> V turned(V n, V w) {
  const auto ww = w.dot(w), half = halfTangent(ww);
  const V t = w * half;
  return n + (n + n.cross(t)).cross(t) * (2 / (1 + half * half * ww));
}

/** A step from r, n; `field`: the field at a place. */
template <class V, class F> void step(const F &field, V &r, V &n, double h, double turn) {
  const auto drift = [&](double part) { r = r + n * (part * h); };
  const auto rotate = [&](double part) { n = turned(n, field(r) * (part * turn)); };
  drift(A1), rotate(B1), drift(A2), rotate(B2), drift(A3), rotate(B3), drift(A4);
  rotate(B3), drift(A3), rotate(B2), drift(A2), rotate(B1), drift(A1);
}

inline void fly(FlightField &field, Particle &p, double end, const Flight &flight) {
  if (p.status || p.path >= end) return;
  const double count = std::ceil((end - p.path) / flight.longestStep), h = flight.sense * (end - p.path) / count;
  for (double i = 0; i < count && !p.status; i++) {
    if (p.steps >= flight.budget) p.status = 1;
    else step([&](Vector r) { return field.whole(r); }, p.r, p.n, h, h / flight.gyroradius1), p.steps++;
  }
  if (!p.status) p.path = end;
  p.drift = std::max(p.drift, std::fabs(std::sqrt(p.n.dot(p.n)) - 1));
}
} // namespace rotations
