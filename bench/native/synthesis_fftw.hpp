// The synthesis with FFTW 3 for the transforms: three components, each from complex to real, in f32 (-DFFTW=float) or f64. Random
// numbers, modes and nodes are those of synthesis.hpp. Plans are measured at first use.
#pragma once
#include "synthesis.hpp"
#include <fftw3.h>
#include <map>

template <class T> struct Fftw;
template <> struct Fftw<double> {
  using Plan = fftw_plan;
  using Complex = fftw_complex;
  static void *allocate(size_t bytes) { return fftw_malloc(bytes); }
  static Plan plan(int n, Complex *from, double *to) { return fftw_plan_dft_c2r_3d(n, n, n, from, to, FFTW_MEASURE); }
  static void execute(Plan p) { fftw_execute(p); }
};
template <> struct Fftw<float> {
  using Plan = fftwf_plan;
  using Complex = fftwf_complex;
  static void *allocate(size_t bytes) { return fftwf_malloc(bytes); }
  static Plan plan(int n, Complex *from, float *to) { return fftwf_plan_dft_c2r_3d(n, n, n, from, to, FFTW_MEASURE); }
  static void execute(Plan p) { fftwf_execute(p); }
};

/** Modes and nodes of one component, and the plan between them: made once for a number of cells. */
template <class T> struct Component {
  typename Fftw<T>::Complex *modes;
  T *nodes;
  typename Fftw<T>::Plan plan;
  size_t bytes;

  static Component &of(int cells) {
    static std::map<int, Component> made;
    if (!made.count(cells)) {
      Component c;
      c.bytes = size_t(cells) * cells * (cells / 2 + 1) * sizeof(typename Fftw<T>::Complex);
      c.modes = static_cast<typename Fftw<T>::Complex *>(Fftw<T>::allocate(c.bytes));
      c.nodes = static_cast<T *>(Fftw<T>::allocate(size_t(cells) * cells * cells * sizeof(T)));
      c.plan = Fftw<T>::plan(cells, c.modes, c.nodes);
      made[cells] = c;
    }
    return made[cells];
  }
};

inline void Level::synthesise(Random &random, double q) {
  Component<FFTW> &component = Component<FFTW>::of(cells);
  const std::vector<Mode> modes = draw(random, q);
  const int mask = cells - 1;
  const size_t half = cells / 2 + 1;
  nodes.assign(plane() * row(), Node{});
  std::vector<double> gains;
  for (const Mode &mode : modes) gains.push_back(1.0 / (attenuation(mode.x) * attenuation(mode.y) * attenuation(mode.z)));
  for (int c = 0; c < 3; c++) {
    std::memset(component.modes, 0, component.bytes);
    // of the pair (n, -n) the one with x >= 0 stands for both; with x = 0 both are in the array
    const auto put = [&](int x, int y, int z, double re, double im) {
      auto &at = component.modes[(size_t(z & mask) * cells + (y & mask)) * half + x];
      at[0] = FFTW(re), at[1] = FFTW(im);
    };
    for (size_t i = 0; i < modes.size(); i++) {
      const Mode &mode = modes[i];
      const double re = mode.re[c] * gains[i], im = mode.im[c] * gains[i];
      if (mode.x >= 0) put(mode.x, mode.y, mode.z, re, im);
      if (mode.x <= 0) put(-mode.x, -mode.y, -mode.z, re, -im);
    }
    Fftw<FFTW>::execute(component.plan);
    for (int z = -1; z <= cells; z++)
      for (int y = -1; y <= cells; y++) {
        const FFTW *from = component.nodes + (size_t(z & mask) * cells + (y & mask)) * cells;
        Node *to = &nodes[(z + 1) * plane() + (y + 1) * row() + 1];
        for (int x = -1; x <= cells; x++) to[x][c] = float(from[x & mask]);
      }
  }
}
