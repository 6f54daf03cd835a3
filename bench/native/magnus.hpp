// Steps with one evaluation of the field in plain C++: assembly/integrators/magnus.ts, which has the formulas.
#pragma once
#include "rotations.hpp"

/** The newest place, and b and k there and at those before. */
template <class V> struct Places {
  V place, direction, b[4], k[4];
  void keep(V newB, V newK) {
    for (int i = 3; i > 0; i--) b[i] = b[i - 1], k[i] = k[i - 1];
    b[0] = newB, k[0] = newK;
  }
};

struct MagnusParticle : Particle, Places<Vector> {};

namespace magnus {
constexpr double FEWEST_STEPS = 6; // smallest radius of a patch that pays

/** The first three places, from the start; `field`: the whole field at a place. */
template <class V, class F> void begin(const F &field, Places<V> &p, V r, V n, double h, double turn) {
  for (int before = 2; before >= 0; before--) {
    p.place = r, p.direction = n;
    for (int i = 0; i < before; i++) rotations::step(field, p.place, p.direction, -h, -turn);
    const V b = field(p.place) * turn;
    p.keep(b, p.direction.cross(b));
  }
}

inline Vector cubic(const Vector *a, double w0, double w1, double w2, double w3) {
  return a[0] * w0 + a[1] * w1 + a[2] * w2 + a[3] * w3;
}

inline void readOff(MagnusParticle &p, double v, double h) {
  const double vv = v * v;
  const Vector b = cubic(p.b, 1 - v * (11 / 6. - v * (1 - v / 6)), v * (3 - v * (2.5 - v / 2)), -v * (1.5 - v * (2 - v / 2)),
                         v * (1 / 3. - v * (0.5 - v / 6)));
  const Vector w = cubic(p.b, -v * (1 - v * (11 / 12. - v * (1 / 3. - v / 24))), -vv * (1.5 - v * (5 / 6. - v / 8)),
                         vv * (0.75 - v * (2 / 3. - v / 8)), -vv * (1 / 6. - v * (1 / 6. - v / 24))) +
                   p.b[0].cross(b) * (vv / 12);
  const Vector way = cubic(p.k, vv * (0.5 - v * (11 / 36. - v * (1 / 12. - v / 120))), vv * v * (0.5 - v * (5 / 24. - v / 40)),
                           -vv * v * (0.25 - v * (1 / 6. - v / 40)), vv * v * (1 / 18. - v * (1 / 24. - v / 120)));
  p.n = rotations::turned(p.direction, w);
  p.r = p.place + (p.direction * -v + way) * h;
}

/** Steps to the first place that is not before `end`, or until the budget is spent. */
inline void steps(FlightField &field, MagnusParticle &p, double end, const Flight &flight) {
  const double size = flight.longestStep, h = flight.sense * size, turn = h / flight.gyroradius1;
  Vector r = p.place, n = p.direction, b0 = p.b[0], b1 = p.b[1], b2 = p.b[2], k0 = p.k[0], k1 = p.k[1], k2 = p.k[2];
  Vector b3 = p.b[3], k3 = p.k[3];
  while (p.steps * size < end) {
    if (p.steps >= flight.budget) {
      p.status = 1;
      break;
    }
    const Vector b = field.nearby(r + (n + k0 * (19 / 24.) + k1 * (-10 / 24.) + k2 * (3 / 24.)) * h) * turn;
    const Vector w = b * (9 / 24.) + b0 * (19 / 24.) + b1 * (-5 / 24.) + b2 * (1 / 24.) + b0.cross(b) * (1 / 12.);
    const Vector turned = rotations::turned(n, w), k = turned.cross(b);
    r = r + (n + k * (38 / 360.) + k0 * (171 / 360.) + k1 * (-36 / 360.) + k2 * (7 / 360.)) * h;
    n = turned;
    b3 = b2, b2 = b1, b1 = b0, b0 = b;
    k3 = k2, k2 = k1, k1 = k0, k0 = k;
    p.steps++;
    if (field.leavesPatch(r)) placePatch(field, p, r, n, flight.sense);
  }
  p.place = r, p.direction = n;
  p.b[0] = b0, p.b[1] = b1, p.b[2] = b2, p.b[3] = b3;
  p.k[0] = k0, p.k[1] = k1, p.k[2] = k2, p.k[3] = k3;
}
inline void finish(MagnusParticle &p, double end, const Flight &flight) {
  const double path = p.steps * p.step;
  p.drift = std::max(p.drift, std::fabs(std::sqrt(p.direction.dot(p.direction)) - 1));
  // a particle that is out of steps is where its last step ended
  readOff(p, p.status ? 0 : (path - end) / p.step, flight.sense * p.step);
  p.path = p.status ? path : end;
}

inline void fly(FlightField &field, MagnusParticle &p, double end, const Flight &flight) {
  if (p.status || p.path >= end) return;
  const double h = flight.sense * flight.longestStep;
  if (p.step == 0) begin([&](Vector r) { return field.whole(r); }, p, p.r, p.n, h, h / flight.gyroradius1);
  p.step = flight.longestStep;
  openPatch(field, p, p.place, p.direction, flight.sense);
  steps(field, p, end, flight);
  finish(p, end, flight);
}
} // namespace magnus
