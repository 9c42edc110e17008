#pragma once

#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <map>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "relent/measure/rule.hpp"

namespace relent::test {

/// One line of tests/golden/<stem>.tsv (tools/golden/golden.py says what is in it).
struct golden_case {
  std::string region;
  mass_mode mode = mass_mode::strict;
  std::map<std::string, std::string> parameters{};
  std::vector<std::int64_t> shape{};  ///< of a joint table, from the parameter `shape=2x3`
  std::vector<double> positions{};    ///< of masses on a line, from the parameter `positions=0x1x5`
  std::vector<double> p{}, q{};
  double value = 0;
  std::vector<std::optional<double>> dp{}, dq{};  ///< empty: not tested; none: a matter of convention
  double bound = 0, gradient_bound = 0;
};

inline std::vector<std::string> split(const std::string& text, char at) {
  std::vector<std::string> parts;
  std::istringstream in(text);
  for (std::string part; std::getline(in, part, at);) {
    parts.push_back(part);
  }
  return parts;
}

/// Decimal or hex; an empty list for "-".
inline std::vector<double> numbers(const std::string& text) {
  std::vector<double> out;
  if (text != "-") {
    for (const std::string& part : split(text, ',')) {
      out.push_back(std::strtod(part.c_str(), nullptr));
    }
  }
  return out;
}

/// The lines of a golden file without comments and the header, as fields.
inline std::vector<std::vector<std::string>> golden_lines(const std::string& stem) {
  std::ifstream in(std::string(RELENT_TEST_DATA) + "/golden/" + stem + ".tsv");
  if (!in) {
    throw std::runtime_error("no golden file " + stem);
  }
  std::vector<std::vector<std::string>> lines;
  for (std::string line; std::getline(in, line);) {
    if (!line.empty() && line.front() != '#') {
      lines.push_back(split(line, '\t'));
    }
  }
  lines.erase(lines.begin());
  return lines;
}

inline mass_mode mode_of(const std::string& name) {
  return name == "strict" ? mass_mode::strict : name == "normalise" ? mass_mode::normalise : mass_mode::generalised;
}

inline std::vector<golden_case> read_golden(const std::string& stem) {
  std::vector<golden_case> cases;
  for (const std::vector<std::string>& field : golden_lines(stem)) {
    golden_case c{field.at(0), mode_of(field.at(1))};
    if (field[2] != "-") {
      for (const std::string& setting : split(field[2], ';')) {
        c.parameters[setting.substr(0, setting.find('='))] = setting.substr(setting.find('=') + 1);
      }
    }
    if (const auto shape = c.parameters.find("shape"); shape != c.parameters.end()) {
      for (const std::string& axis : split(shape->second, 'x')) {
        c.shape.push_back(std::stoll(axis));
      }
    }
    if (const auto positions = c.parameters.find("positions"); positions != c.parameters.end()) {
      for (const std::string& place : split(positions->second, 'x')) {
        c.positions.push_back(std::stod(place));
      }
    }
    c.p = numbers(field.at(3));
    c.q = numbers(field.at(4));
    c.value = std::strtod(field.at(5).c_str(), nullptr);
    const auto gradient = [](const std::string& text) {
      std::vector<std::optional<double>> out;
      if (text != "-") {
        for (const std::string& part : split(text, ',')) {
          out.push_back(part == "skip" ? std::nullopt : std::optional(std::strtod(part.c_str(), nullptr)));
        }
      }
      return out;
    };
    c.dp = gradient(field.at(6));
    c.dq = gradient(field.at(7));
    c.bound = std::strtod(field.at(8).c_str(), nullptr);
    c.gradient_bound = std::strtod(field.at(9).c_str(), nullptr);
    cases.push_back(c);
  }
  return cases;
}

/// |got - want| / |want|; 0 where both are the same infinity or both 0; infinite where only one is.
inline double relative_error(double got, double want) {
  if (got == want) {
    return 0;
  }
  return std::abs(got - want) / std::abs(want);
}

}  // namespace relent::test
