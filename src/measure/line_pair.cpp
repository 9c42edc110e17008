#include "measure/line_pair.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <optional>

#include <fmt/format.h>

#include "relent/core/error.hpp"
#include "relent/core/summation.hpp"

#include "kernel/load.hpp"
#include "kernel/term_kernel.hpp"
#include "measure/mass_check.hpp"
#include "measure/pair_sums.hpp"
#include "measure/requirements.hpp"

namespace relent::measure_detail {
namespace {

void require_places(std::string_view function, std::span<const double> places, std::size_t elements) {
  if (places.empty()) {
    return;
  }
  if (places.size() != elements) {
    throw error(errc::shape_mismatch, function,
                fmt::format("support has {} position{}, the masses have {}", places.size(),
                            places.size() == 1 ? "" : "s", elements));
  }
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (!std::isfinite(places[i])) {
      throw bad_value(function, "support", static_cast<std::int64_t>(i), places[i], "finite");
    }
    if (i > 0 && !(places[i] > places[i - 1])) {
      throw bad_value(function, "support", static_cast<std::int64_t>(i), places[i],
                      fmt::format("> {}, the position before it", places[i - 1]));
    }
  }
  if (!std::isfinite(places.back() - places.front())) {
    throw error(errc::out_of_range, function, "support is wider than the range of a double");
  }
}

/// All elements as doubles, times a power of two that brings their sum near 1: products then stay in range.
std::vector<double> read(std::string_view function, std::string_view argument, const row_view& row,
                         const parameters& how, double& sum) {
  std::vector<double> out(static_cast<std::size_t>(row.size));
  std::array<double, kernel::block_size> buffer;
  for (std::int64_t first = 0; first < row.size; first += kernel::block_size) {
    const std::int64_t n = std::min<std::int64_t>(kernel::block_size, row.size - first);
    std::copy_n(kernel::load_block(row, first, n, buffer.data()), n, out.begin() + first);
  }
  compensated_sum total;
  for (const double x : out) {
    total += x;
  }
  if (how.mode == mass_mode::normalise) {
    require_divisor(function, argument, total);
  } else {
    require_unit_sum(function, argument, row, total);
  }
  sum = total.value();
  if (const int power = std::ilogb(sum); power != 0) {
    for (double& x : out) {
      x = std::scalbn(x, -power);
    }
  }
  return out;
}

}  // namespace

line_pair::line_pair(std::string_view function, const row_view& p, const row_view& q, const parameters& how)
    : places_(how.positions) {
  require_total(function, how);
  require_rows(function, p, &q);
  require_masses(function, "p", p);
  require_masses(function, "q", q);
  require_places(function, places_, static_cast<std::size_t>(p.size));

  const auto accumulate = [](const std::vector<double>& masses, side& out) {
    const std::size_t n = masses.size();
    out.below.resize(n);
    out.above.resize(n);
    wide up, down;
    for (std::size_t i = 0; i < n; ++i) {
      out.below[i] = up = plus(up, {masses[i], 0});
      out.above[n - 1 - i] = down;
      down = plus(down, {masses[n - 1 - i], 0});
    }
    return up;
  };
  const wide p_sum = accumulate(read(function, "p", p, how, p_.sum), p_);
  const wide q_sum = accumulate(read(function, "q", q, how, q_.sum), q_);
  const auto scale = [](side& s, const wide& by) {
    for (std::vector<wide>* levels : {&s.below, &s.above}) {
      for (wide& level : *levels) {
        level = times(level, by);
      }
    }
  };
  scale(p_, q_sum);
  scale(q_, p_sum);
  total_ = times(p_sum, q_sum);
}

double line_pair::difference(const side& a, std::size_t i, const side& b, std::size_t j) const noexcept {
  if (a.below[i].high + b.below[j].high < total_.high) {
    return beyond_rounding(minus(a.below[i], b.below[j]), lesser(a.below[i], b.below[j]));
  }
  return beyond_rounding(minus(b.above[j], a.above[i]), lesser(a.above[i], b.above[j]));
}

std::vector<double> line_pair::opposite(bool of_p) const {
  const side &own = of_p ? p_ : q_, &other = of_p ? q_ : p_;
  const std::size_t last = size() - 1;
  std::vector<double> out(last);
  std::size_t left = 0, right = 0;  // the first places whose level is not below F_i, and above it
  for (std::size_t i = 0; i < last; ++i) {
    while (left < last && difference(own, i, other, left) > 0) {
      ++left;
    }
    right = std::max(right, left);
    while (right < last && difference(own, i, other, right) >= 0) {
      ++right;
    }
    out[i] = (apart(left, i) + apart(right, i)) / 2;
  }
  return out;
}

void line_pair::to_masses(const row_view& masses, bool of_p, const parameters& how, double* gradient) const {
  const std::size_t n = size();
  compensated_sum sum;
  gradient[n - 1] = 0;
  for (std::size_t i = n - 1; i-- > 0;) {
    sum += gradient[i];
    gradient[i] = sum.value();
  }
  if (how.mode == mass_mode::normalise) {
    through_normalisation(masses, of_p ? p_.sum : q_.sum, how.threads, gradient);
  }
}

}  // namespace relent::measure_detail
