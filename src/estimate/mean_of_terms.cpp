#include "mean_of_terms.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <utility>

#include <fmt/format.h>

#include "relent/core/summation.hpp"

#include "series.hpp"

namespace relent::estimating {
namespace {

double hill(std::vector<double> distances) {
  const std::size_t count = std::max<std::size_t>(20, distances.size() / 20);
  if (distances.size() < 4 * count) {
    return 0;
  }
  std::ranges::nth_element(distances, distances.begin() + static_cast<std::ptrdiff_t>(count), std::greater<>());
  const double from = distances[count];
  double sum = 0;
  for (std::size_t i = 0; from > 0 && i < count; ++i) {
    sum += std::log(distances[i] / from);
  }
  return sum / static_cast<double>(count);
}

}  // namespace

mean_of_terms average(const log_ratios::side& side, std::vector<double> terms) {
  compensated_sum sum;
  for (std::size_t i = 0; i < terms.size(); ++i) {
    sum += side.weights[i] * terms[i];
  }
  mean_of_terms out{sum.value(), 0, 1, 0};
  compensated_sum squares;
  const auto count = static_cast<double>(terms.size());
  for (std::size_t i = 0; i < terms.size(); ++i) {
    terms[i] = (terms[i] - out.value) * side.weights[i] * count;
    squares += terms[i] * terms[i];
  }
  out.time = side.serial ? autocorrelation_time(terms) : 1;
  out.squared_error = squares.value() / (count * (count - 1)) * out.time;
  for (double& t : terms) {
    t = std::abs(t);
  }
  out.heaviness = hill(std::move(terms));
  return out;
}

void note_series(const log_ratios::side& side, const mean_of_terms& terms, std::string_view argument,
                 std::vector<std::string>& notes) {
  if (side.serial) {
    notes.push_back(fmt::format("{}: a series, worth about {:.0f} of {} independent rows", argument,
                                static_cast<double>(side.at.size()) / terms.time, side.at.size()));
  }
}

}  // namespace relent::estimating
