// The field of nested grids in plain C++: the same random numbers, modes, levels and nodes as assembly/random.ts, spectrum.ts,
// fft.ts and fields/. Names as there; lengths in pc, fields in uG.
#pragma once
#include <algorithm>
#include <cmath>
#include <complex>
#include <cstdint>
#include <cstring>
#include <vector>

#ifndef ORDER // of the spline
#define ORDER 2
#endif
#ifndef REAL // of a node
#define REAL float
#endif
using Real = REAL;
typedef float float4 __attribute__((vector_size(16)));
typedef Real Node __attribute__((vector_size(4 * sizeof(Real)))); // Bx, By, Bz, 0
using Complex = std::complex<double>;

struct Random {
  uint32_t seed0 = 0, seed1 = 0, realisation = 0, stream = 0, mode = 0;

  static double unit(uint32_t high, uint32_t low) {
    return ((high >> 5) * 67108864.0 + (low >> 6) + 0.5) * (1.0 / 9007199254740992.0);
  }
  // Philox4x32-10 (Salmon et al. 2011)
  void uniforms(uint32_t index, double &first, double &second) const {
    uint32_t c0 = realisation, c1 = stream, c2 = mode, c3 = index, k0 = seed0, k1 = seed1;
    for (int round = 0; round < 10; round++, k0 += 0x9e3779b9u, k1 += 0xbb67ae85u) {
      const uint64_t p0 = 0xd2511f53ull * c0, p1 = 0xcd9e8d57ull * c2;
      c0 = uint32_t(p1 >> 32) ^ c1 ^ k0;
      c2 = uint32_t(p0 >> 32) ^ c3 ^ k1;
      c1 = uint32_t(p1);
      c3 = uint32_t(p0);
    }
    first = unit(c0, c1);
    second = unit(c2, c3);
  }
  void normals(uint32_t index, double &first, double &second) const {
    double a, b;
    uniforms(index, a, b);
    const double radius = std::sqrt(-2.0 * std::log(a)), angle = 2.0 * M_PI * b;
    first = radius * std::cos(angle);
    second = radius * std::sin(angle);
  }
  void select(uint32_t level, uint32_t purpose, uint32_t name) { stream = level << 8 | purpose, mode = name; }
};

struct Mode {
  int x, y, z;
  double re[3], im[3];
};

struct Level {
  double m[3][3], o[3]; // node coordinates of a point x: m x + o, in cells
  std::vector<Node> nodes; // row()^3, the first being node (-1, -1, -1)
  double rotation[3][3], box, longest, shortest, cut, sigma;
  int cells, index;

  size_t row() const { return cells + std::max(2, ORDER); }
  size_t plane() const { return row() * row(); }
  double power(int x, int y, int z, double q) const { return std::pow(double(x * x + y * y + z * z), -0.5 * (q + 2.0)); }

  template <class F> void eachMode(double shortestKept, F f) const {
    const int r = int(std::ceil(box / shortest));
    for (int z = 0; z <= r; z++)
      for (int y = -r; y <= r; y++)
        for (int x = -r; x <= r; x++) {
          if (!(z > 0 || (z == 0 && (y > 0 || (y == 0 && x > 0))))) continue;
          const double n2 = x * x + y * y + z * z;
          if (n2 * longest * longest >= box * box && n2 * shortestKept * shortestKept < box * box) f(x, y, z);
        }
  }

  void normalise(double dB, double outer, double q) {
    double full = 0.0;
    eachMode(shortest, [&](int x, int y, int z) { full += power(x, y, z, q); });
    const double band = (std::pow(longest, q - 1) - std::pow(shortest, q - 1)) / std::pow(outer, q - 1);
    sigma = std::sqrt(band * dB * dB / (8.0 * full));
  }

  void orient(Random &random) {
    double a, b, c, d, shift[4];
    random.select(index, 1, 0);
    random.normals(0, a, b);
    random.normals(1, c, d);
    const double s = 2.0 / (a * a + b * b + c * c + d * d);
    const double r[3][3] = {{1 - s * (c * c + d * d), s * (b * c - a * d), s * (b * d + a * c)},
                            {s * (b * c + a * d), 1 - s * (b * b + d * d), s * (c * d - a * b)},
                            {s * (b * d - a * c), s * (c * d + a * b), 1 - s * (b * b + c * c)}};
    random.select(index, 2, 0);
    random.uniforms(0, shift[0], shift[1]);
    random.uniforms(1, shift[2], shift[3]);
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) rotation[i][j] = r[i][j], m[i][j] = r[i][j] * (cells / box);
      o[i] = shift[i] * cells;
    }
  }

  std::vector<Mode> draw(Random &random, double q) const {
    std::vector<Mode> modes;
    eachMode(cut, [&](int x, int y, int z) {
      random.select(index, 0, uint32_t((z + 512) << 20 | (y + 512) << 10 | (x + 512)));
      const double scale = sigma * std::sqrt(power(x, y, z, q)), k[3] = {double(x), double(y), double(z)};
      double re[3], im[3];
      for (int c = 0; c < 3; c++) random.normals(c, re[c], im[c]);
      const double k2 = k[0] * k[0] + k[1] * k[1] + k[2] * k[2];
      const double alongRe = (k[0] * re[0] + k[1] * re[1] + k[2] * re[2]) / k2;
      const double alongIm = (k[0] * im[0] + k[1] * im[1] + k[2] * im[2]) / k2;
      for (int c = 0; c < 3; c++) re[c] = scale * (re[c] - alongRe * k[c]), im[c] = scale * (im[c] - alongIm * k[c]);
      Mode mode{x, y, z, {}, {}};
      for (int c = 0; c < 3; c++)
        for (int j = 0; j < 3; j++) mode.re[c] += rotation[j][c] * re[j], mode.im[c] += rotation[j][c] * im[j];
      modes.push_back(mode);
    });
    return modes;
  }

  double attenuation(int n) const {
    if (n == 0) return 1.0;
    const double a = M_PI * n / cells, s = std::sin(a) / a;
    double product = s;
    for (int i = 0; i < ORDER; i++) product *= s;
    return product;
  }
  size_t at(int x, int y, int z) const {
    const int mask = cells - 1;
    return (size_t(z & mask) * cells + (y & mask)) * cells + (x & mask);
  }
  void synthesise(Random &random, double q);
};

// Unnormalised inverse transform of one line, by way of `line`.
inline void transformLine(Complex *data, size_t stride, int n, Complex *line, const Complex *twiddles) {
  for (int i = 0, reversed = 0; i < n; i++) {
    line[reversed] = data[i * stride];
    int bit = n >> 1;
    for (; reversed & bit; bit >>= 1) reversed ^= bit;
    reversed |= bit;
  }
  for (int half = 1; half < n; half <<= 1)
    for (int block = 0; block < n; block += 2 * half)
      for (int p = block, w = 0; p < block + half; p++, w += n / (2 * half)) {
        const Complex a = line[p], t = twiddles[w], c = line[p + half];
        const Complex b(c.real() * t.real() - c.imag() * t.imag(), c.real() * t.imag() + c.imag() * t.real());
        line[p] = a + b;
        line[p + half] = a - b;
      }
  for (int i = 0; i < n; i++) data[i * stride] = line[i];
}

// Only modes |n_i| < band are filled.
inline void inverseCube(Complex *data, int n, int band) {
  std::vector<Complex> line(n), twiddles(n / 2);
  for (int j = 0; j < n / 2; j++) twiddles[j] = std::polar(1.0, 2.0 * M_PI * j / n);
  const size_t plane = size_t(n) * n;
  for (int z = 0; z < n; z++) {
    if (z >= band && z <= n - band) continue;
    for (int y = 0; y < n; y++)
      if (y < band || y > n - band) transformLine(data + z * plane + y * n, 1, n, line.data(), twiddles.data());
    for (int x = 0; x < n; x++) transformLine(data + z * plane + x, n, n, line.data(), twiddles.data());
  }
  for (size_t i = 0; i < plane; i++) transformLine(data + i, plane, n, line.data(), twiddles.data());
}

#ifndef FFTW // else see synthesis_fftw.hpp
inline void Level::synthesise(Random &random, double q) {
  const std::vector<Mode> modes = draw(random, q);
  std::vector<Complex> cube(size_t(cells) * cells * cells);
  nodes.assign(plane() * row(), Node{});
  for (int pair = 0; pair < 2; pair++) {
    std::fill(cube.begin(), cube.end(), Complex());
    for (const Mode &mode : modes) {
      const double gain = 1.0 / (attenuation(mode.x) * attenuation(mode.y) * attenuation(mode.z));
      const int c = 2 * pair;
      const double aRe = mode.re[c] * gain, aIm = mode.im[c] * gain;
      const double bRe = pair ? 0.0 : mode.re[1] * gain, bIm = pair ? 0.0 : mode.im[1] * gain;
      cube[at(mode.x, mode.y, mode.z)] += Complex(aRe - bIm, aIm + bRe);
      cube[at(-mode.x, -mode.y, -mode.z)] += Complex(aRe + bIm, bRe - aIm);
    }
    inverseCube(cube.data(), cells, std::min(int(std::ceil(box / shortest)), cells / 2));
    const int last = int(row()) - 1;
    for (int z = -1; z < last; z++)
      for (int y = -1; y < last; y++)
        for (int x = -1; x < last; x++) {
          const Complex value = cube[at(x, y, z)];
          Node &node = nodes[(z + 1) * plane() + (y + 1) * row() + (x + 1)];
          if (pair == 0) node[0] = Real(value.real()), node[1] = Real(value.imag());
          else node[2] = Real(value.real());
        }
  }
}
#endif
