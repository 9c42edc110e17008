#include "lattice_sum.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "relent/core/summation.hpp"

#include "tail_growth.hpp"

namespace relent {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// One component while its terms come in.
struct running {
  compensated_sum value{}, noise{};
  double size = 0, left_out = 0;
  double before = infinity;  ///< the size of the last term of this walk
  int falling = 0;
};

class lattice_walk {
 public:
  lattice_walk(const integrand& f, const lattice_range& range)
      : f_(f), range_(range), parts_(f.components), values_(batch * f.components) {}

  /// From `from` in steps of +-1 up to `end`, until nothing is left that counts.
  void walk(double from, double step, double end) {
    for (running& part : parts_) {
      part.before = infinity;
      part.falling = 0;
    }
    std::vector<double> places;
    for (double k = from; step > 0 ? k <= end : k >= end;) {
      places.clear();
      for (; places.size() < batch && (step > 0 ? k <= end : k >= end); k += step) {
        places.push_back(k);
      }
      f_.at(places, std::span(values_).first(places.size() * parts_.size()));
      for (std::size_t i = 0; i < places.size(); ++i) {
        if (done_after(places[i], std::abs(places[i] - from) + 1,
                       std::span<const integrand_value>(values_).subspan(i * parts_.size(), parts_.size()))) {
          return;
        }
      }
    }
  }

  [[nodiscard]] std::vector<quadrature_result> results(const quadrature_limits& limits) const {
    std::vector<quadrature_result> out(parts_.size());
    for (std::size_t c = 0; c < parts_.size(); ++c) {
      const running& part = parts_[c];
      if (infinite_[c]) {
        out[c] = {.value = infinity, .error = 0, .finite = false, .where = infinite_at_};
        continue;
      }
      out[c].value = part.value.value();
      out[c].size = part.size;
      out[c].error =
          2 * part.left_out + part.noise.value() + 4 * std::numeric_limits<double>::epsilon() * std::abs(out[c].value);
      out[c].converged = part.left_out <= std::max(1e-6 * part.size, limits.absolute);
    }
    return out;
  }

  [[nodiscard]] bool stopped() const noexcept { return !std::isnan(infinite_at_); }

 private:
  static constexpr std::size_t batch = 16;

  /// What is left of a component beyond a term: of a geometric series with the present ratio, or of a power law with
  /// the present exponent; infinite where it is too early to tell.
  static double left_after(double term, double ratio, double distance) {
    if (term == 0) {
      return 0;
    }
    const double power = -std::log(ratio) * distance, geometric = term * ratio / (1 - ratio);
    return power > 1 ? std::max(geometric, term * distance / (power - 1)) : infinity;
  }

  /// Takes a place's terms in; whether the walk is over.
  bool done_after(double k, double distance, std::span<const integrand_value> here) {
    bool over = true;
    for (std::size_t c = 0; c < parts_.size(); ++c) {
      running& part = parts_[c];
      part.value += here[c].value;
      part.noise += here[c].noise;
      if (std::isinf(here[c].value)) {
        infinite_[c] = true;
        infinite_at_ = k;
        return true;
      }
      const double term = std::abs(here[c].value), ratio = part.before > 0 ? term / part.before : 0;
      part.size += term;
      part.falling = term < part.before || term == 0 ? part.falling + 1 : 0;
      part.before = term;
      over = over && part.falling > 30 && ratio < 1;
      rest_[c] = over ? left_after(term, ratio, distance) : infinity;
    }
    const auto negligible = [&](std::size_t c) { return rest_[c] <= 1e-17 * parts_[c].size; };
    bool all = over;
    for (std::size_t c = 0; c < parts_.size() && all; ++c) {
      all = negligible(c);
    }
    if ((k > range_.core_lower && k < range_.core_upper) || (!all && !(over && distance > 3e5))) {
      return false;
    }
    for (std::size_t c = 0; c < parts_.size(); ++c) {
      if (negligible(c)) {
        parts_[c].left_out += rest_[c];
      } else {
        parts_[c].value += rest_[c];  // a power law, then; half of it in doubt, for a logarithm beside the power
        parts_[c].left_out += rest_[c] / 2;
      }
    }
    return true;
  }

  const integrand& f_;
  lattice_range range_;
  std::vector<running> parts_;
  std::vector<integrand_value> values_;
  std::vector<double> rest_ = std::vector<double>(parts_.size());
  std::vector<bool> infinite_ = std::vector<bool>(parts_.size());
  double infinite_at_ = std::numeric_limits<double>::quiet_NaN();
};

}  // namespace

std::vector<quadrature_result> sum_up(const integrand& f, const lattice_range& range, const quadrature_limits& limits) {
  std::vector<quadrature_result> out(f.components);
  if (std::isinf(range.upper)) {
    bool diverges = false;
    for (std::size_t c = 0; c < f.components; ++c) {
      if (sum_diverges(f, c)) {
        out[c] = {.value = infinity, .error = 0, .finite = false, .where = infinity};
        diverges = true;
      }
    }
    if (diverges) {
      return out;
    }
  }
  lattice_walk sum(f, range);
  sum.walk(range.start, 1, range.upper);
  if (!sum.stopped()) {
    sum.walk(range.start - 1, -1, range.lower);
  }
  return sum.results(limits);
}

}  // namespace relent
