#include "line_integral.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>

#include "relent/core/summation.hpp"

#include "double_exponential.hpp"
#include "gauss_kronrod.hpp"
#include "tail_growth.hpp"

namespace relent {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

quadrature_result divergent(double where) { return {.value = infinity, .error = 0, .finite = false, .where = where}; }

/// A piece; what was found on it, for each component, stands at `sums` of the whole.
struct piece {
  double lower, upper;
  std::size_t sums;
  double bad;          ///< a place where the integrand is infinite, or NaN
  double urgency = 0;  ///< the largest share that its difference has in a component's integral
};

/// An integral while it is refined.
class refinement {
 public:
  refinement(const integrand& f, std::span<const double> points, const quadrature_limits& limits)
      : f_(f), limits_(limits), size_(f.components), difference_(f.components), wanted_(f.components) {
    for (std::size_t i = 1; i + 2 < points.size(); ++i) {
      add(points[i], points[i + 1], take_room());
    }
    total();
    scale_ = size_;
    for (piece& p : pieces_) {
      p.urgency = urgency_of(p);
    }
    std::ranges::make_heap(pieces_, less_urgent);
  }

  /// Halves the most urgent piece until the rules agree, or the work is done.
  void refine() {
    while (!pieces_.empty() && !settled() && evaluations_ < limits_.evaluations) {
      std::ranges::pop_heap(pieces_, less_urgent);
      const piece worst = pieces_.back();
      const double middle = worst.lower + (worst.upper - worst.lower) / 2;
      if (!std::isnan(worst.bad) || middle <= worst.lower || middle >= worst.upper) {
        return;
      }
      pieces_.pop_back();
      for (const auto& [a, b, at] : {half{worst.lower, middle, worst.sums}, half{middle, worst.upper, take_room()}}) {
        add(a, b, at);
        pieces_.back().urgency = urgency_of(pieces_.back());
        std::ranges::push_heap(pieces_, less_urgent);
      }
      if (++steps_ % 8 == 0 || pieces_.size() < 64) {
        total();
      }
    }
  }

  /// An outermost piece, beside what was found inside.
  void add_outer(const outer_piece& where) {
    for (std::size_t c = 0; c < wanted_.size(); ++c) {
      wanted_[c] = limits_.good_enough(size_[c]) / 8;
    }
    const std::size_t at = take_room();
    const double bad = double_exponential(f_, where, wanted_, of(at), evaluations_);
    pieces_.push_back({where.inside, where.end, at, bad});
  }

  [[nodiscard]] std::vector<quadrature_result> results() const {
    std::vector<quadrature_result> out;
    for (const piece& p : pieces_) {
      if (!std::isnan(p.bad)) {
        return std::vector<quadrature_result>(f_.components, divergent(p.bad));
      }
    }
    for (std::size_t c = 0; c < f_.components; ++c) {
      compensated_sum value, error, noise;
      double size = 0;
      for (const piece& p : pieces_) {
        const rule_sum& found = sums_[p.sums + c];
        size += std::abs(found.value);
        value += found.value;
        error += found.difference;
        noise += found.noise;
      }
      quadrature_result r{.value = value.value(), .size = size};
      r.error = error.value() + noise.value() + 4 * std::numeric_limits<double>::epsilon() * std::abs(r.value);
      r.converged = error.value() <= std::max(1e-6 * size, 100 * limits_.good_enough(size)) || r.value == 0;
      out.push_back(r);
    }
    return out;
  }

 private:
  struct half {
    double lower, upper;
    std::size_t sums;
  };
  static bool less_urgent(const piece& a, const piece& b) { return a.urgency < b.urgency; }

  std::size_t take_room() {
    sums_.resize(sums_.size() + f_.components);
    return sums_.size() - f_.components;
  }
  [[nodiscard]] std::span<rule_sum> of(std::size_t at) { return std::span(sums_).subspan(at, f_.components); }

  void add(double lower, double upper, std::size_t at) {
    pieces_.push_back({lower, upper, at, gauss_kronrod(f_, lower, upper, of(at))});
    evaluations_ += kronrod_nodes;
  }

  [[nodiscard]] double urgency_of(const piece& p) const {
    double most = 0;
    for (std::size_t c = 0; c < f_.components; ++c) {
      const double difference = sums_[p.sums + c].difference;
      most = std::max(most, difference > 0 ? difference / std::max(scale_[c], std::numeric_limits<double>::min()) : 0);
    }
    return most;
  }

  void total() {
    std::ranges::fill(size_, 0);
    std::ranges::fill(difference_, 0);
    for (const piece& p : pieces_) {
      for (std::size_t c = 0; c < f_.components; ++c) {
        size_[c] += std::abs(sums_[p.sums + c].value);
        difference_[c] += sums_[p.sums + c].difference;
      }
    }
  }

  [[nodiscard]] bool settled() const {
    for (std::size_t c = 0; c < f_.components; ++c) {
      if (difference_[c] > limits_.good_enough(size_[c]) / 2) {
        return false;
      }
    }
    return true;
  }

  const integrand& f_;
  quadrature_limits limits_;
  std::vector<piece> pieces_;
  std::vector<rule_sum> sums_;
  std::vector<double> size_, difference_, scale_, wanted_;
  int evaluations_ = 0;
  std::int64_t steps_ = 0;
};

}  // namespace

std::vector<quadrature_result> integrate(const integrand& f, std::span<const double> points,
                                         const quadrature_limits& limits) {
  const std::size_t n = points.size();
  const double first = points[1], last = points[n - 2];
  std::vector<quadrature_result> diverged(f.components);
  bool diverges = false;
  for (const auto& [end, inside] : {std::array{points[0], first}, std::array{points[n - 1], last}}) {
    for (std::size_t c = 0; c < f.components && end != inside; ++c) {
      if (diverges_towards(f, c, end, inside)) {
        diverged[c] = divergent(end);
        diverges = true;
      }
    }
  }
  if (diverges) {
    return diverged;
  }
  refinement all(f, points, limits);
  all.refine();
  // The tails' scale is the width of the piece beside them.
  const auto beside = [&](double a, double b) { return n > 3 ? b - a : std::max(std::abs(first), 1.0); };
  if (points[0] != first) {
    all.add_outer({first, points[0], beside(first, points[2])});
  }
  if (points[n - 1] != last) {
    all.add_outer({last, points[n - 1], beside(points[n - 3], last)});
  }
  return all.results();
}

}  // namespace relent
