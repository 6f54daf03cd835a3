// Dormand-Prince steps in plain C++: those of assembly/integrators/rk45.ts, written as one would write them in C++.
#pragma once
#include "flight.hpp"

// Dormand & Prince 1980; P, Q, F are the products of the tableau that weight the derivatives of the momentum in the position.
namespace tableau {
constexpr double C2 = 1. / 5, C3 = 3. / 10, C4 = 4. / 5, C5 = 8. / 9;
constexpr double A21 = 1. / 5, A31 = 3. / 40, A32 = 9. / 40, A41 = 44. / 45, A42 = -56. / 15, A43 = 32. / 9;
constexpr double A51 = 19372. / 6561, A52 = -25360. / 2187, A53 = 64448. / 6561, A54 = -212. / 729;
constexpr double A61 = 9017. / 3168, A62 = -355. / 33, A63 = 46732. / 5247, A64 = 49. / 176, A65 = -5103. / 18656;
constexpr double B1 = 35. / 384, B3 = 500. / 1113, B4 = 125. / 192, B5 = -2187. / 6784, B6 = 11. / 84;
constexpr double P31 = A32 * A21, P41 = A42 * A21 + A43 * A31, P42 = A43 * A32;
constexpr double P51 = A52 * A21 + A53 * A31 + A54 * A41, P52 = A53 * A32 + A54 * A42, P53 = A54 * A43;
constexpr double P61 = A62 * A21 + A63 * A31 + A64 * A41 + A65 * A51, P62 = A63 * A32 + A64 * A42 + A65 * A52;
constexpr double P63 = A64 * A43 + A65 * A53, P64 = A65 * A54;
constexpr double Q1 = B3 * A31 + B4 * A41 + B5 * A51 + B6 * A61, Q2 = B3 * A32 + B4 * A42 + B5 * A52 + B6 * A62;
constexpr double Q3 = B4 * A43 + B5 * A53 + B6 * A63, Q4 = B5 * A54 + B6 * A64, Q5 = B6 * A65;
constexpr double E1 = 71. / 57600, E3 = -71. / 16695, E4 = 71. / 1920, E5 = -17253. / 339200, E6 = 22. / 525, E7 = -1. / 40;
constexpr double F1 = E3 * A31 + E4 * A41 + E5 * A51 + E6 * A61 + E7 * B1, F2 = E3 * A32 + E4 * A42 + E5 * A52 + E6 * A62;
constexpr double F3 = E4 * A43 + E5 * A53 + E6 * A63 + E7 * B3, F4 = E5 * A54 + E6 * A64 + E7 * B4;
constexpr double F5 = E6 * A65 + E7 * B5, F6 = E7 * B6;
} // namespace tableau

inline double roughLog2(double x) {
  int64_t bits;
  std::memcpy(&bits, &x, 8);
  return double(bits - 0x3ff0000000000000) * (1.0 / 4503599627370496.0);
}
inline double roughExp2(double y) {
  const double whole = std::floor(y), f = y - whole;
  const int64_t bits = (int64_t(whole) + 1023) << 52;
  double power;
  std::memcpy(&power, &bits, 8);
  return power * (1.0 + f * (0.6565 + 0.3435 * f));
}
inline double stepFactor(double error, double before) {
  const double power = -0.9 / 5.0 * roughLog2(std::max(error, 1e-8)) + 0.2 / 5.0 * roughLog2(before);
  return std::min(5.0, std::max(0.2, 0.9 * roughExp2(power)));
}

namespace rk45 {
constexpr double TYPICAL_STEP = 0.26; // at a tolerance of 1e-5, in gyroradii
constexpr double FEWEST_STEPS = 1.2;  // smallest radius of a patch that pays, in such steps

inline double smallestPatch(const Flight &flight) {
  return FEWEST_STEPS * TYPICAL_STEP * flight.gyroradius * std::pow(flight.tolerance / 1e-5, 0.2);
}

inline void fly(FlightField &field, Particle &p, double end, const Flight &flight) {
  using namespace tableau;
  const double sense = flight.sense, gyroradius1 = flight.gyroradius1, perGyroradius = 1.0 / flight.gyroradius;
  const double tolerance = flight.tolerance;
  const uint32_t budget = flight.budget;
  if (p.status || p.path >= end) return;
  if (!(p.step > 0)) p.step = 0.1 / perGyroradius;
  if (!(p.error > 0)) p.error = 1.0;
  bool justRejected = false;
  openPatch(field, p, p.r, p.n, sense);
  Vector b = field.nearby(p.r);
  while (true) {
    if (p.steps + p.rejected >= budget) {
      p.status = 1;
      return;
    }
    const bool last = p.step >= end - p.path;
    const double size = last ? end - p.path : p.step, h = sense * size, turn = h / gyroradius1;
    const Vector r = p.r, n = p.n;
    const Vector k1 = n.cross(b) * turn;
    Vector m = n + k1 * A21;
    const Vector k2 = m.cross(field.nearby(r + n * (h * C2))) * turn;
    m = n + k1 * A31 + k2 * A32;
    const Vector k3 = m.cross(field.nearby(r + (n * C3 + k1 * P31) * h)) * turn;
    m = n + k1 * A41 + k2 * A42 + k3 * A43;
    const Vector k4 = m.cross(field.nearby(r + (n * C4 + k1 * P41 + k2 * P42) * h)) * turn;
    m = n + k1 * A51 + k2 * A52 + k3 * A53 + k4 * A54;
    const Vector k5 = m.cross(field.nearby(r + (n * C5 + k1 * P51 + k2 * P52 + k3 * P53) * h)) * turn;
    m = n + k1 * A61 + k2 * A62 + k3 * A63 + k4 * A64 + k5 * A65;
    const Vector k6 = m.cross(field.nearby(r + (n + k1 * P61 + k2 * P62 + k3 * P63 + k4 * P64) * h)) * turn;
    m = n + k1 * B1 + k3 * B3 + k4 * B4 + k5 * B5 + k6 * B6;
    const Vector rEnd = r + (n + k1 * Q1 + k2 * Q2 + k3 * Q3 + k4 * Q4 + k5 * Q5) * h;
    const Vector bEnd = field.nearby(rEnd);
    const Vector k7 = m.cross(bEnd) * turn;
    const Vector errorN = k1 * E1 + k3 * E3 + k4 * E4 + k5 * E5 + k6 * E6 + k7 * E7;
    const Vector errorR = (k1 * F1 + k2 * F2 + k3 * F3 + k4 * F4 + k5 * F5 + k6 * F6) * (h * perGyroradius);
    const double error = std::max(errorN.largest(), errorR.largest()) / tolerance;
    if (!(error <= 1.0)) {
      p.rejected++;
      justRejected = true;
      p.step = size * std::min(0.9, stepFactor(error, 1.0));
      if (!(p.step > 1e-12 / perGyroradius)) {
        p.status = 2;
        return;
      }
      continue;
    }
    const double factor = stepFactor(error, p.error);
    const double length = std::sqrt(m.x * m.x + m.y * m.y + m.z * m.z);
    p.drift = std::max(p.drift, std::fabs(length - 1.0));
    p.correction += length - 1.0;
    p.r = rEnd;
    p.n = m * (1.0 / length);
    b = bEnd;
    if (field.leavesPatch(p.r)) {
      placePatch(field, p, p.r, p.n, sense);
      b = field.nearby(p.r);
    }
    p.steps++;
    p.step = last ? std::max(p.step, size * factor) : size * (justRejected ? std::min(1.0, factor) : factor);
    justRejected = false;
    p.error = std::max(error, 1e-4);
    if (last) {
      p.path = end;
      return;
    }
    p.path += size;
  }
}
} // namespace rk45
