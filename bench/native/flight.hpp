// What the integrators share: a particle, and how it is flown. Names as in assembly/layout.ts.
#pragma once
#include <cstring>
#ifdef TUNED
#include "tuned.hpp"
using Vector = Vec4;
using FlightField = TunedField;
#else
#include "field.hpp"
using Vector = Vec;
using FlightField = Field;
#endif

struct Particle {
  Vector r, n;
  bool patched = false;
  Vector patch; // centre of its patch
  double path = 0, step = 0, error = 0, drift = 0, correction = 0;
  uint32_t steps = 0, rejected = 0, status = 0;
};

struct Flight {
  double sense, gyroradius1, gyroradius, tolerance, longestStep;
  uint32_t budget;
};

inline void placePatch(FlightField &field, Particle &p, Vector r, Vector n, double sense) {
  p.patched = true;
  p.patch = r + n * (sense * field.ahead());
  field.enterPatch(p.patch);
}

inline void openPatch(FlightField &field, Particle &p, Vector r, Vector n, double sense) {
  if (!p.patched) placePatch(field, p, r, n, sense);
  else if (!field.isOpen(p.patch)) field.enterPatch(p.patch);
}
