// The native twin as a program: reads commands, one a line, and answers each with one line of numbers. Arrays are f64 files.
//   open LOW HIGH REALISATION BX BY BZ DB OUTER Q LEVELS (BOX LONGEST SHORTEST CUT CELLS)...   -> cpu seconds, wall seconds
//   at POINTS OUT                                                                              -> cpu, wall
//   trace DIRECTIONS PATHS ORIGINS SENSE GYRORADIUS1 GYRORADIUS TOLERANCE BUDGET POSITIONS MOMENTA      -> cpu, wall, steps, rejected, drift, failed
#ifdef FFTW
#include "synthesis_fftw.hpp"
#endif
#include "flight.hpp"
#include <cstdio>
#include <ctime>
#include <fstream>
#include <iostream>
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
      std::string from, pathsFile, originsFile, positionsFile, momentaFile;
      double sense, gyroradius1, gyroradius, tolerance;
      uint32_t budget;
      std::cin >> from >> pathsFile >> originsFile >> sense >> gyroradius1 >> gyroradius >> tolerance >> budget >> positionsFile >> momentaFile;
      const std::vector<double> directions = read(from), paths = read(pathsFile), origins = read(originsFile);
      const size_t count = directions.size() / 3;
      std::vector<double> positions(paths.size() * count * 3), momenta(positions.size());
      uint64_t steps = 0, rejected = 0, failed = 0;
      double drift = 0;
      field.choosePatch(gyroradius, tolerance);
      const std::string times = timed([&] {
        for (size_t i = 0; i < count; i++) {
          Particle p;
          p.r = {origins[3 * i], origins[3 * i + 1], origins[3 * i + 2]};
          p.n = {directions[3 * i], directions[3 * i + 1], directions[3 * i + 2]};
          for (size_t t = 0; t < paths.size(); t++) {
            fly(field, p, paths[t], sense, gyroradius1, 1.0 / gyroradius, tolerance, budget);
            const size_t at = (t * count + i) * 3;
            positions[at] = p.r.x, positions[at + 1] = p.r.y, positions[at + 2] = p.r.z;
            momenta[at] = p.n.x, momenta[at + 1] = p.n.y, momenta[at + 2] = p.n.z;
          }
          steps += p.steps, rejected += p.rejected, failed += p.status != 0, drift = std::max(drift, p.drift);
        }
      });
      write(positionsFile, positions);
      write(momentaFile, momenta);
      std::cout << times << ' ' << steps << ' ' << rejected << ' ' << drift << ' ' << failed << std::endl;
    } else {
      std::cerr << "unknown command " << command << std::endl;
      return 2;
    }
  }
}
