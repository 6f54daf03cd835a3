// The native twin as a program: reads commands, one a line, and answers each with one line of numbers. Arrays are f64 files.
//   open LOW HIGH REALISATION BX BY BZ DB OUTER Q LEVELS (BOX LONGEST SHORTEST CUT CELLS)...   -> cpu seconds, wall seconds
//   at POINTS OUT                                                                              -> cpu, wall
//   trace DIRECTIONS PATHS ORIGINS INTEGRATOR SENSE GYRORADIUS1 GYRORADIUS TOLERANCE LONGEST_STEP BUDGET POSITIONS MOMENTA
//                                                           -> cpu, wall, steps, rejected, drift, failed, patches opened, levels read at a time
#ifdef FFTW
#include "synthesis_fftw.hpp"
#endif
#include "magnus.hpp"
#include "rk45.hpp"
#ifdef TUNED
#include "magnus_tuned.hpp"
#endif
#include <cstdio>
#include <ctime>
#include <fstream>
#include <iostream>
#include <stdexcept>
#include <string>

static double seconds(clockid_t clock) {
  timespec t;
  clock_gettime(clock, &t);
  return t.tv_sec + 1e-9 * t.tv_nsec;
}

static std::vector<double> read(const std::string &path) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  std::vector<double> values(size_t(file.tellg()) / 8);
  file.seekg(0);
  file.read(reinterpret_cast<char *>(values.data()), values.size() * 8);
  return values;
}

static void write(const std::string &path, const std::vector<double> &values) {
  std::ofstream(path, std::ios::binary).write(reinterpret_cast<const char *>(values.data()), values.size() * 8);
}

template <class F> static std::string timed(F f) {
  const double cpu = seconds(CLOCK_PROCESS_CPUTIME_ID), wall = seconds(CLOCK_MONOTONIC);
  f();
  char text[80];
  std::snprintf(text, sizeof text, "%.9f %.9f", seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu, seconds(CLOCK_MONOTONIC) - wall);
  return text;
}

struct Counts {
  uint64_t steps = 0, rejected = 0, failed = 0;
  double drift = 0;
};

struct Paths {
  std::vector<double> origins, directions, lengths;
  std::vector<double> positions, momenta; // [lengths][particles][3]
  size_t count() const { return directions.size() / 3; }

  void launch(Particle &p, size_t i) const {
    p.r = {origins[3 * i], origins[3 * i + 1], origins[3 * i + 2]};
    p.n = {directions[3 * i], directions[3 * i + 1], directions[3 * i + 2]};
  }
  void record(const Particle &p, size_t i, size_t length) {
    const size_t at = (length * count() + i) * 3;
    positions[at] = p.r.x, positions[at + 1] = p.r.y, positions[at + 2] = p.r.z;
    momenta[at] = p.n.x, momenta[at + 1] = p.n.y, momenta[at + 2] = p.n.z;
  }
  static void add(Counts &counts, const Particle &p) {
    counts.steps += p.steps, counts.rejected += p.rejected, counts.failed += p.status != 0;
    counts.drift = std::max(counts.drift, p.drift);
  }
};

template <class P, class Fly> static Counts trace(FlightField &field, const Flight &flight, Fly fly, Paths &paths) {
  Counts counts;
  for (size_t i = 0; i < paths.count(); i++) {
    P p;
    paths.launch(p, i);
    for (size_t t = 0; t < paths.lengths.size(); t++) {
      fly(field, p, paths.lengths[t], flight);
      paths.record(p, i, t);
    }
    paths.add(counts, p);
  }
  return counts;
}

#ifdef TUNED
static Counts traceMagnus(FlightField &field, const Flight &flight, Paths &paths) {
  Counts counts;
  for (size_t i = 0; i < paths.count(); i += 4) {
    const size_t last = std::min<size_t>(4, paths.count() - i) - 1; // fills the lanes that are left over
    magnus::FourParticles four;
    four.each([&](size_t lane, Particle &p) { paths.launch(p, i + std::min(lane, last)); });
    for (size_t t = 0; t < paths.lengths.size(); t++) {
      magnus::fly(field, four, paths.lengths[t], flight);
      for (size_t lane = 0; lane <= last; lane++) paths.record(four.p[lane], i + lane, t);
    }
    for (size_t lane = 0; lane <= last; lane++) paths.add(counts, four.p[lane]);
  }
  return counts;
}
#else
static Counts traceMagnus(FlightField &field, const Flight &flight, Paths &paths) {
  return trace<MagnusParticle>(field, flight, magnus::fly, paths);
}
#endif

int main() {
  FlightField field;
  std::string command;
  while (std::cin >> command) {
    if (command == "open") {
      Random random;
      double dB, outer, q;
      size_t count;
      std::cin >> random.seed0 >> random.seed1 >> random.realisation >> field.regular.x >> field.regular.y >> field.regular.z >> dB >> outer >> q >> count;
      field.levels.assign(count, Level());
      for (size_t g = 0; g < count; g++) {
        Level &level = field.levels[g];
        level.index = int(g);
        std::cin >> level.box >> level.longest >> level.shortest >> level.cut >> level.cells;
      }
      std::cout << timed([&] {
        for (Level &level : field.levels) {
          level.normalise(dB, outer, q);
          level.orient(random);
          level.synthesise(random, q);
        }
      }) << std::endl;
    } else if (command == "at") {
      std::string from, to;
      std::cin >> from >> to;
      const std::vector<double> points = read(from);
      std::vector<double> out(points.size());
      const std::string times = timed([&] {
        for (size_t i = 0; i < points.size(); i += 3) {
          const Vec b = field.at({points[i], points[i + 1], points[i + 2]});
          out[i] = b.x, out[i + 1] = b.y, out[i + 2] = b.z;
        }
      });
      write(to, out);
      std::cout << times << std::endl;
    } else if (command == "trace") {
      std::string from, pathsFile, originsFile, integrator, positionsFile, momentaFile;
      Flight flight;
      std::cin >> from >> pathsFile >> originsFile >> integrator >> flight.sense >> flight.gyroradius1 >> flight.gyroradius >>
          flight.tolerance >> flight.longestStep >> flight.budget >> positionsFile >> momentaFile;
      Paths paths{read(originsFile), read(from), read(pathsFile), {}, {}};
      paths.positions.resize(paths.lengths.size() * paths.directions.size());
      paths.momenta.resize(paths.positions.size());
      Counts counts;
      field.openings = 0;
      const std::string times = timed([&] {
        if (integrator == "rk45") {
          field.choosePatch(rk45::smallestPatch(flight), flight.tolerance);
          counts = trace<Particle>(field, flight, rk45::fly, paths);
        } else if (integrator == "rotations") {
          field.choosePatch(INFINITY, flight.tolerance);
          counts = trace<Particle>(field, flight, rotations::fly, paths);
        } else if (integrator != "magnus") {
          throw std::runtime_error("no twin of the integrator " + integrator);
        } else {
          field.choosePatch(magnus::FEWEST_STEPS * flight.longestStep, flight.tolerance);
          counts = traceMagnus(field, flight, paths);
        }
      });
      write(positionsFile, paths.positions);
      write(momentaFile, paths.momenta);
      std::cout << times << ' ' << counts.steps << ' ' << counts.rejected << ' ' << counts.drift << ' ' << counts.failed << ' '
                << field.openings << ' ' << field.levels.size() - field.firstFine << std::endl;
    } else {
      std::cerr << "unknown command " << command << std::endl;
      return 2;
    }
  }
}
