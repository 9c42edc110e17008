#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include <fmt/format.h>

#include "relent/core/error.hpp"
#include "relent/core/summation.hpp"
#include "relent/estimate/count_divergence.hpp"

#include "distribution/special_functions.hpp"
#include "estimate/categorical_pair.hpp"
#include "estimate/chi_square_interval.hpp"

namespace relent {

using namespace estimating;

namespace {

std::vector<double> digammas(const std::vector<double>& shares, double n) {
  std::vector<double> out(shares.size());
  for (std::size_t i = 0; i < shares.size(); ++i) {
    out[i] = shares[i] > 0 ? digamma(std::nearbyint(shares[i] * n)) : 0;
  }
  return out;
}

}  // namespace

estimate count_mutual_information(std::span<const double> counts, std::size_t columns, double level) {
  constexpr const char* function = "count_mutual_information";
  check_level(function, level);
  if (columns == 0 || counts.size() % columns != 0) {
    throw error(errc::shape_mismatch, function,
                fmt::format("{} counts do not make rows of {} columns", counts.size(), columns));
  }
  const categorical_side table = read_categorical(function, "counts", {counts});
  std::vector<double> row(counts.size() / columns), column(columns);
  for (std::size_t i = 0; i < counts.size(); ++i) {
    row[i / columns] += table.shares[i];
    column[i % columns] += table.shares[i];
  }
  const auto independent = [&](std::size_t i) { return row[i / columns] * column[i % columns]; };
  const double n = table.observations;
  const std::vector<double> of_row = digammas(row, n), of_column = digammas(column, n);
  compensated_sum sum, corrected;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const double p = table.shares[i], q = independent(i);
    sum += p > 0 ? p * std::log(p / q) - p + q : q;
    if (p > 0) {
      corrected += p * (digamma(table.count(i)) - of_row[i / columns] - of_column[i % columns] + digamma(n));
    } else if (q > 0) {
      corrected += -unseen_term(n * q, n);
    }
  }
  const auto filled = [](const std::vector<double>& side) {
    return static_cast<double>(std::ranges::count_if(side, [](double share) { return share > 0; }));
  };
  const double most = std::log(std::min(filled(row), filled(column)));
  const double value = std::max(0.0, sum.value()), bias = value - corrected.value();
  const bent_value bent{
      value, bias, variance_over(table, [&](std::size_t i) { return std::log(table.shares[i] / independent(i)); }), n};
  estimate out{.value = std::clamp(value - bias, 0.0, most), .method = method::zhang_grabchak, .level = level};
  out.standard_error = std::sqrt(bent.variance + std::max(0.0, bias) / n);
  out.interval = chi_square_interval(bent, level);
  out.interval->upper = std::min(out.interval->upper, most);
  if (out.interval->lower == 0) {
    out.notes.push_back(
        fmt::format("the data do not tell the two from independent ones (likelihood-ratio test, p = {:.2g})",
                    equality_p_value(bent)));
  }
  sparse_categories cells_expected;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (const double expected = n * independent(i); expected > 0) {
      cells_expected.add(expected);
    }
  }
  cells_expected.note(out);
  return out;
}

}  // namespace relent
