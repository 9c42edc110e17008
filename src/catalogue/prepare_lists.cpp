#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "relent/core/error.hpp"

#include "problem.hpp"

namespace relent {
namespace {

struct list {
  side content;
  const std::vector<std::int64_t>* shape;
  const std::vector<std::string>* labels;
};

list read(const operand& o, std::string_view argument) {
  if (const auto* exact = std::get_if<masses>(&o.content)) {
    if (exact->values.empty()) {
      throw error(errc::empty, fmt::format("{} is empty", argument));
    }
    return {{exact->values, 0}, &exact->shape, &exact->labels};
  }
  const auto& counted = std::get<counts>(o.content);
  const double total = total_of_counts(counted.values, argument);
  list out{{counted.values, total}, &counted.shape, &counted.labels};
  for (double& v : out.content.masses) {
    v /= total;
  }
  return out;
}

std::string shape_words(const std::vector<std::int64_t>& shape, std::size_t size) {
  return shape.empty() ? fmt::format("{} element{}", size, size == 1 ? "" : "s")
                       : fmt::format("a table of {}", fmt::join(shape, " x "));
}

}  // namespace

double total_of_counts(const std::vector<double>& values, std::string_view argument) {
  double total = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double v = values[i];
    if (!(v >= 0) || std::isinf(v) || v != std::floor(v)) {
      throw bad_value("", argument, static_cast<std::int64_t>(i), v, "a whole number >= 0 (a count)");
    }
    total += v;
  }
  if (!(total > 0)) {
    throw error(errc::empty, fmt::format("{}: all counts are 0; nothing was observed", argument));
  }
  return total;
}

problem from_lists(const operand& p, const operand* q, const question& /*what*/) {
  list first = read(p, "p");
  problem out{.p = std::move(first.content), .shape = *first.shape, .labels = *first.labels, .all_listed = true};
  if (out.p.observations > 0) {
    out.method = method::plug_in;
  }
  if (q == nullptr) {
    return out;
  }
  list second = read(*q, "q");
  const std::size_t n = out.p.masses.size(), m = second.content.masses.size();
  if (n != m || *second.shape != out.shape) {
    throw error(errc::shape_mismatch, fmt::format("p has {} and q has {}; they must be the same",
                                                  shape_words(out.shape, n), shape_words(*second.shape, m)));
  }
  if (out.labels.empty()) {
    out.labels = *second.labels;
  }
  if (second.content.observations > 0) {
    out.method = method::plug_in;
  }
  out.q = std::move(second.content);
  return out;
}

}  // namespace relent
