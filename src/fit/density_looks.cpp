#include "density_looks.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>
#include <utility>

#include <fmt/format.h>

#include "relent/core/error.hpp"

namespace relent {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double negligible = 60;  // nats below the highest: e^-60 of it
constexpr double beyond = 36;      // nats: what lies beyond a heavy tail's end
constexpr double growth = 4;       // of the places on a heavy tail
constexpr int most_steps = 160;

error no_integral(std::string_view why) {
  return {errc::out_of_range, "fit", fmt::format("the log density does not integrate: {}", why)};
}

class looker {
 public:
  looker(const log_density_target& target, const line_function& f) : t_(target), f_(f) {}

  density_looks all() {
    add(around(t_.about, t_.scale));
    if (x_.size() < 3) {
      throw no_integral(fmt::format("no place around {} is between {} and {}", t_.about, t_.lower, t_.upper));
    }
    go_out(-1);
    go_out(1);
    if (highest() == -infinity) {
      throw no_integral(fmt::format("it is zero wherever it was looked at around {}", t_.about));
    }
    look_closer();
    return result();
  }

 private:
  [[nodiscard]] double highest() const { return *std::ranges::max_element(y_); }
  [[nodiscard]] double away(double x) const { return std::max(std::abs(x - t_.about) / t_.scale, 1.0); }

  [[nodiscard]] std::vector<double> around(double about, double scale) const {
    std::vector<double> out;
    constexpr int each_side = 400;
    for (int i = -each_side; i <= each_side; ++i) {
      out.push_back(about + scale * 1e-3 * std::sinh(i * std::asinh(1e6) / each_side));
    }
    if (std::isfinite(t_.lower) && std::isfinite(t_.upper)) {
      for (int i = 0; i <= each_side; ++i) {
        out.push_back(t_.lower + (t_.upper - t_.lower) * (i + 0.5) / (each_side + 1));
      }
    }
    return out;
  }

  void add(std::vector<double> places) {
    std::erase_if(places, [&](double x) { return !(x > t_.lower && x < t_.upper); });
    std::ranges::sort(places);
    places.erase(std::unique(places.begin(), places.end()), places.end());
    std::vector<double> values(places.size());
    f_(places, values);
    for (std::size_t i = 0; i < places.size(); ++i) {
      if (std::isnan(values[i]) || values[i] == infinity) {
        throw error(errc::invalid_value, "fit",
                    fmt::format("the log density is {} at {}, must be a number below infinity", values[i], places[i]));
      }
    }
    std::vector<std::pair<double, double>> all;
    for (std::size_t i = 0; i < x_.size(); ++i) {
      all.emplace_back(x_[i], y_[i]);
    }
    for (std::size_t i = 0; i < places.size(); ++i) {
      all.emplace_back(places[i], values[i]);
    }
    std::ranges::sort(all);
    x_.clear();
    y_.clear();
    for (const auto& [x, y] : all) {
      if (x_.empty() || x > x_.back()) {
        x_.push_back(x);
        y_.push_back(y);
      }
    }
  }

  /// On an endless side, outward until nothing is left. The power of |x| that is still integrable says how far.
  void go_out(int side) {
    if (std::isfinite(side < 0 ? t_.lower : t_.upper)) {
      return;
    }
    const auto end = [&] { return side < 0 ? std::size_t{0} : x_.size() - 1; };
    const auto before = [&] { return side < 0 ? std::size_t{1} : x_.size() - 2; };
    const auto power = [&] {
      const double run = std::log(away(x_[end()])) - std::log(away(x_[before()]));
      return (y_[before()] - y_[end()]) / run;
    };
    int step = 0;
    for (; step <= most_steps; ++step) {
      const double y = y_[end()], far = std::log(away(x_[end()]));
      const double p = y == -infinity ? infinity : power();
      const double moment = p > 3 ? 3 : p > 2 ? 2 : 1;
      if (y < highest() - negligible && y + moment * far < highest() - beyond) {
        const bool heavy = step > 0 && p < 12;
        has_mean_ = has_mean_ && (!heavy || p > 2);
        has_variance_ = has_variance_ && (!heavy || p > 3);
        (side < 0 ? heavy_below_ : heavy_above_) = heavy ? moment : 0;
        return;
      }
      const double next = t_.about + growth * (x_[end()] - t_.about);
      tails_.push_back(next);
      add({next});
    }
    throw no_integral(power() < 0.1 ? fmt::format("at {} it has not fallen away yet", x_[end()])
                                    : fmt::format("at {} it falls no faster than 1/|x|", x_[end()]));
  }

  /// Between the neighbours of the highest look, until they are nearly as high; where that is far higher, all around it
  /// too.
  void look_closer() {
    const double seen = highest();
    for (int round = 0; round < 60; ++round) {
      const auto i = static_cast<std::size_t>(std::ranges::max_element(y_) - y_.begin());
      const double low = i > 0 ? x_[i - 1] : x_[i], high = i + 1 < x_.size() ? x_[i + 1] : x_[i];
      if (std::min(i > 0 ? y_[i - 1] : y_[i], i + 1 < y_.size() ? y_[i + 1] : y_[i]) > y_[i] - 0.5) {
        break;
      }
      std::vector<double> between;
      constexpr int pieces = 16;
      for (int k = 1; k < pieces; ++k) {
        between.push_back(low + (high - low) * k / pieces);
      }
      add(std::move(between));
    }
    if (!(highest() > seen + 0.1)) {
      return;
    }
    const auto i = static_cast<std::size_t>(std::ranges::max_element(y_) - y_.begin());
    double width = i + 1 < x_.size() ? x_[i + 1] - x_[i] : x_[i] - x_[i - 1];
    const double at = x_[i], top = y_[i];
    for (int round = 0; round < 200; ++round, width *= 2) {
      const std::array<double, 2> both{std::max(at - width, t_.lower), std::min(at + width, t_.upper)};
      std::array<double, 2> values{};
      const bool inside = both[0] > t_.lower && both[1] < t_.upper;
      if (inside) {
        f_(both, values);
      }
      if (!inside || std::max(values[0], values[1]) < top - 1) {
        break;
      }
    }
    add(around(at, width));
  }

  density_looks result() const {
    density_looks out;
    out.highest = highest();
    out.has_mean = has_mean_;
    out.has_variance = has_variance_;
    const auto counts = [&](std::size_t i) {
      const double moment = x_[i] < t_.about ? heavy_below_ : heavy_above_;
      return y_[i] > out.highest - negligible ||
             (moment > 0 && y_[i] + moment * std::log(away(x_[i])) > out.highest - beyond);
    };
    std::size_t first = x_.size(), last = 0, core_first = x_.size(), core_last = 0;
    for (std::size_t i = 0; i < x_.size(); ++i) {
      if (counts(i)) {
        first = std::min(first, i);
        last = i;
      }
      if (y_[i] > out.highest - 8) {
        core_first = std::min(core_first, i);
        core_last = i;
      }
    }
    const double lower = first == 0 ? std::max(t_.lower, x_.front()) : x_[first - 1];
    const double upper = last + 1 == x_.size() ? std::min(t_.upper, x_.back()) : x_[last + 1];
    out.cuts.push_back(first == 0 && std::isfinite(t_.lower) ? t_.lower : lower);
    out.core = x_[std::min(core_last + 1, x_.size() - 1)] - x_[core_first > 0 ? core_first - 1 : 0];
    for (std::size_t i = std::max<std::size_t>(first, 1); i <= last && i + 1 < x_.size(); ++i) {
      if (y_[i] >= y_[i - 1] && y_[i] >= y_[i + 1] && x_[i] > out.cuts.back() && x_[i] < upper) {
        out.cuts.push_back(x_[i]);
        out.maxima.push_back(x_[i]);
      }
    }
    out.cuts.push_back(last + 1 == x_.size() && std::isfinite(t_.upper) ? t_.upper : upper);
    const double low = out.cuts.front(), high = out.cuts.back();
    for (const double x : tails_) {
      if (x > low && x < high) {
        out.cuts.push_back(x);
      }
    }
    // Between the core and a heavy tail as well, pieces that grow.
    for (double step = out.core; step > 0 && step < (high - low) && (heavy_below_ > 0 || heavy_above_ > 0);
         step *= growth) {
      for (const double x : {t_.about - step, t_.about + step}) {
        if (x > low && x < high) {
          out.cuts.push_back(x);
        }
      }
    }
    std::ranges::sort(out.cuts);
    out.cuts.erase(std::unique(out.cuts.begin(), out.cuts.end()), out.cuts.end());
    out.places = x_;
    out.values = y_;
    return out;
  }

  const log_density_target& t_;
  const line_function& f_;
  std::vector<double> x_, y_, tails_;
  bool has_mean_ = true, has_variance_ = true;
  double heavy_below_ = 0, heavy_above_ = 0;
};

}  // namespace

density_looks look_around(const log_density_target& target, const line_function& f) { return looker(target, f).all(); }

}  // namespace relent
