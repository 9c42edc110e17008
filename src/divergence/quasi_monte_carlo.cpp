#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include "relent/core/sobol.hpp"

#include "joint_integral.hpp"

namespace relent {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// The largest terms seen, whose tail tells whether their variance exists.
class largest_terms {
 public:
  explicit largest_terms(std::size_t keep) : keep_(keep) {}
  void see(double v) {
    if (heap_.size() < keep_) {
      heap_.push_back(v);
      std::ranges::push_heap(heap_, std::greater{});
    } else if (v > heap_.front()) {
      std::ranges::pop_heap(heap_, std::greater{});
      heap_.back() = v;
      std::ranges::push_heap(heap_, std::greater{});
    }
  }
  /// Hill's estimate of 1 / (index of a power law).
  [[nodiscard]] double hill() const {
    if (heap_.size() < keep_ || !(heap_.front() > 0)) {
      return 0;
    }
    double sum = 0;
    for (const double v : heap_) {
      sum += std::log(v / heap_.front());
    }
    return sum / static_cast<double>(heap_.size() - 1);
  }

 private:
  std::size_t keep_;
  std::vector<double> heap_{};
};

/// Points of one component: Sobol's under a random digital shift where it has a map from uniform numbers, else draws.
class point_source {
 public:
  point_source(const joint_distribution& d, std::uint64_t seed, std::uint64_t replicate)
      : of_(d), seed_(seed), replicate_(replicate), count_(d.uniform_count()) {
    if (count_ > 0 && count_ <= shifted_sobol::most_dimensions) {
      counter_stream stream(seed, replicate << 32U);
      std::vector<std::uint64_t> shifts(count_);
      for (std::uint64_t& s : shifts) {
        s = stream.bits();
      }
      sobol_.emplace(std::move(shifts));
    }
  }

  void next(std::span<double> x) {
    if (!sobol_) {
      counter_stream stream(seed_ + 1, (replicate_ << 32U) + ++drawn_);
      of_.sample(stream, x);
      return;
    }
    u_.resize(count_);
    sobol_->next(u_);
    of_.from_uniforms(u_, x);
  }

 private:
  const joint_distribution& of_;
  std::uint64_t seed_, replicate_, drawn_ = 0;
  std::size_t count_;
  std::optional<shifted_sobol> sobol_{};
  std::vector<double> u_{};
};

/// Of replicates, with its standard error.
joint_sum mean_of(std::span<const double> replicates) {
  const auto n = static_cast<double>(replicates.size());
  double mean = 0, square = 0;
  for (const double m : replicates) {
    mean += m / n;
  }
  for (const double m : replicates) {
    square += (m - mean) * (m - mean);
  }
  return {.value = mean, .error = std::sqrt(square / (n * (n - 1))), .replicates = static_cast<int>(replicates.size())};
}

std::vector<joint_sum> infinite(std::size_t count, const std::vector<double>& witness, const joint_options& how) {
  return std::vector<joint_sum>(count,
                                {.value = infinity, .error = 0, .replicates = how.replicates, .witness = witness});
}

}  // namespace

std::vector<joint_sum> quasi_monte_carlo(const joint_integral& what, const joint_options& how) {
  matrix means(what.count, static_cast<std::size_t>(how.replicates));
  std::vector<double> x(what.space.size);
  std::vector<joint_value> terms(what.count);
  const auto all = static_cast<double>(how.points) * how.replicates;
  double tail = 0;
  for (std::size_t k = 0; k < what.components.size(); ++k) {
    const auto& [weight, part] = what.components[k];
    largest_terms largest(static_cast<std::size_t>(3 * std::sqrt(all)));
    for (std::size_t r = 0; r < means.columns; ++r) {
      point_source points(part, how.seed, k * means.columns + r);
      for (int i = 0; i < how.points; ++i) {
        points.next(x);
        what.at(x, terms);
        for (std::size_t c = 0; c < terms.size(); ++c) {
          if (std::isinf(terms[c].value)) {
            return infinite(what.count, x, how);
          }
          means(c, r) += weight * terms[c].value / how.points;
        }
        largest.see(std::abs(terms.front().value));
      }
    }
    tail = std::max(tail, largest.hill());
  }
  std::vector<joint_sum> out;
  for (std::size_t c = 0; c < means.rows; ++c) {
    out.push_back(mean_of(means.row(c)));
    out.back().tail = tail;
  }
  return out;
}

}  // namespace relent
