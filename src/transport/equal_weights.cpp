#include "transport/equal_weights.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

#include "relent/core/summation.hpp"

namespace relent::transporting {
namespace {

constexpr std::int64_t block = 4096;

/// A step-by-step way along both sides at once from one level to another. Levels are whole numbers of 1 / (n m): place
/// i of x holds those from i m on, place j of y from j n. Of equal levels both sides go on.
class walker {
 public:
  walker(const std::vector<double>& x, const std::vector<double>& y, std::int64_t from)
      : x_(x.data()), y_(y.data()), n_(std::ssize(x)), m_(std::ssize(y)), level_(from), i_(from / m_), j_(from / n_) {
    next_x_ = (i_ + 1) * m_;
    next_y_ = (j_ + 1) * n_;
  }

  [[nodiscard]] std::int64_t level() const noexcept { return level_; }
  /// No more steps than these reach a level.
  [[nodiscard]] std::int64_t steps_before(std::int64_t end) const noexcept {
    return std::min(end / m_ - i_, end / n_ - j_) - 1;
  }
  /// Calls add(distance, units) for the next piece, which ends at `end` at the latest.
  template <class Add>
  void step(std::int64_t end, const Add& add) noexcept {
    const std::int64_t next = std::min(next_x_, next_y_), to = std::min(next, end);
    add(std::abs(x_[i_] - y_[j_]), static_cast<double>(to - level_));
    const std::int64_t step_x = next_x_ == to ? 1 : 0, step_y = next_y_ == to ? 1 : 0;
    i_ += step_x;
    j_ += step_y;
    next_x_ += -step_x & m_;
    next_y_ += -step_y & n_;
    level_ = to;
  }

 private:
  const double *x_, *y_;
  std::int64_t n_, m_, level_, i_, j_, next_x_ = 0, next_y_ = 0;
};

/// Calls add(distance, units, which) for every piece, and done() after every so many. Two walkers share the way, each
/// of which would wait for its own last step.
template <class Add, class Done>
void walk(const std::vector<double>& x, const std::vector<double>& y, const Add& add, const Done& done) {
  const std::int64_t all = std::ssize(x) * std::ssize(y), middle = all / 2;
  walker low(x, y, 0), high(x, y, middle);
  const auto of_low = [&](double distance, double units) { add(distance, units, 0); };
  const auto of_high = [&](double distance, double units) { add(distance, units, 1); };
  for (std::int64_t steps = block; steps > 0;) {
    steps = std::min({block, low.steps_before(middle), high.steps_before(all)});
    for (std::int64_t k = 0; k < steps; ++k) {
      low.step(all, of_low);
      high.step(all, of_high);
    }
    done();
  }
  while (low.level() < middle) {
    low.step(middle, of_low);
  }
  while (high.level() < all) {
    high.step(all, of_high);
  }
  done();
}

/// The mean of term(distance) over the coupling.
template <class Term>
double mean_of(const std::vector<double>& x, const std::vector<double>& y, const Term& term) {
  const std::size_t n = x.size();
  compensated_sum sum;
  if (n == y.size()) {
    for (std::size_t from = 0; from < n; from += std::size_t{block}) {
      const std::size_t to = std::min(n, from + std::size_t{block});
      std::array<double, 8> lanes{};
      std::size_t i = from;
      for (; i + 8 <= to; i += 8) {
        for (std::size_t k = 0; k < 8; ++k) {
          lanes[k] += term(std::abs(x[i + k] - y[i + k]));
        }
      }
      for (; i < to; ++i) {
        lanes[0] += term(std::abs(x[i] - y[i]));
      }
      for (const double lane : lanes) {
        sum += lane;
      }
    }
    return sum.value() / static_cast<double>(n);
  }
  std::array<double, 2> parts{};
  walk(
      x, y, [&](double distance, double units, std::size_t which) { parts[which] += units * term(distance); },
      [&] {
        sum += parts[0] + parts[1];
        parts = {};
      });
  return sum.value() / (static_cast<double>(n) * static_cast<double>(y.size()));
}

double largest_of(const std::vector<double>& x, const std::vector<double>& y) {
  double largest = 0;
  walk(
      x, y, [&](double distance, double /*units*/, std::size_t /*which*/) { largest = std::max(largest, distance); },
      [] {});
  return largest;
}

}  // namespace

double equal_weights_distance(const std::vector<double>& x, const std::vector<double>& y, double order) {
  if (order == 1) {
    return mean_of(x, y, [](double distance) { return distance; });
  }
  const double largest = largest_of(x, y);
  if (std::isinf(order) || largest == 0) {
    return largest;
  }
  if (order == 2) {
    return largest * std::sqrt(mean_of(x, y, [=](double d) { return d / largest * (d / largest); }));
  }
  return largest * std::pow(mean_of(x, y, [=](double d) { return std::pow(d / largest, order); }), 1 / order);
}

}  // namespace relent::transporting
