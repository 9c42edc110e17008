#include "double_exponential.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

namespace relent {
namespace {

/// Nearer than this to 0 doubles lose digits.
constexpr double smallest = std::numeric_limits<double>::min();
constexpr double eps = std::numeric_limits<double>::epsilon();

/// A place of the rule.
struct node {
  double x = 0, weight = 0;
  double end_noise = 0;  ///< what rounding of x moves a power of the distance from the end by, relatively
  bool usable = false;
};

/// What is known of one component while its terms come in.
struct running {
  double sum = 0, noise = 0, size = 0, last = 0, cut_off = 0, before = 0;
};

class outer_rule {
 public:
  outer_rule(const integrand& f, const outer_piece& where, std::span<const double> wanted)
      : f_(f),
        where_(where),
        wanted_(wanted),
        sign_(where.end > where.inside ? 1 : -1),
        infinite_(std::isinf(where.end)),
        width_(infinite_ ? where.scale : std::abs(where.end - where.inside)),
        parts_(f.components),
        values_(batch * f.components) {}

  void refine() {
    double h = 0.25;
    wing(0, h);
    wing(-h, -h);
    for (running& part : parts_) {
      part.before = part.sum * h;
    }
    for (int level = 0; level < 7; ++level) {
      wing(h / 2, h);
      wing(-h / 2, -h);
      h /= 2;
      bool settled = true;
      for (std::size_t c = 0; c < parts_.size(); ++c) {
        const double now = parts_[c].sum * h;
        settled = settled && std::abs(now - parts_[c].before) <= std::max(wanted_[c], 1e-15 * std::abs(now));
      }
      step_ = h;
      if (settled || !std::isnan(bad_) || level == 6) {
        return;
      }
      for (running& part : parts_) {
        part.before = part.sum * h;
      }
    }
  }

  void write(std::span<rule_sum> out) const {
    std::vector<double> beyond(parts_.size());
    if (!infinite_ && std::isnan(bad_)) {
      beyond = beyond_doubles();
    }
    for (std::size_t c = 0; c < parts_.size(); ++c) {
      const running& part = parts_[c];
      const double value = part.sum * step_;
      out[c] = {value, part.noise * step_ + 16 * part.cut_off + beyond[c], std::abs(value - part.before)};
    }
  }

  [[nodiscard]] double bad() const noexcept { return bad_; }
  [[nodiscard]] int evaluations() const noexcept { return evaluations_; }

 private:
  static constexpr std::size_t batch = 4;

  /// x as the distance from `inside` (exp-sinh), or from whichever end is nearer (tanh-sinh).
  [[nodiscard]] node node_at(double u) const {
    const double s = std::numbers::pi / 2 * std::sinh(u), slope = std::numbers::pi / 2 * std::cosh(u);
    node out;
    if (infinite_) {
      const double d = width_ * std::exp(s);
      out.x = where_.inside + sign_ * d;
      out.weight = d * slope;
    } else {
      const double w = std::exp(-2 * std::abs(s)), near = width_ * w / (1 + w);
      out.x = s > 0 ? where_.end - sign_ * near : where_.inside + sign_ * near;
      out.weight = 2 * width_ * w / ((1 + w) * (1 + w)) * slope;
    }
    const double distance = std::abs(where_.end - out.x);
    out.usable = out.x != where_.inside && !(distance < smallest) && std::isfinite(out.x) && out.weight != 0;
    out.end_noise = infinite_ || !out.usable ? 0 : std::min(1.0, eps * std::abs(out.x) / distance);
    return out;
  }

  /// Takes one place in; whether it does not count any more for any component.
  bool take(const node& at, std::span<const integrand_value> here) {
    bool quiet = true;
    for (std::size_t c = 0; c < parts_.size(); ++c) {
      running& part = parts_[c];
      double t = 0;
      if (at.usable && std::isinf(here[c].value)) {
        bad_ = at.x;
      } else if (at.usable) {
        t = at.weight * here[c].value;
        part.noise += at.weight * (here[c].noise + std::abs(here[c].value) * at.end_noise);
      }
      part.sum += t;
      part.size += std::abs(t);
      // Nothing beside what there was, or beside what is asked for.
      const double floor = std::max(1e-18 * part.size, 1e-6 * wanted_[c]);
      quiet = quiet && (part.size > 0 || wanted_[c] > 0) && std::abs(t) <= floor;
      part.last = t;
    }
    return quiet;
  }

  /// The terms from `start` outward until four in a row do not count.
  void wing(double start, double step) {
    int quiet = 0;
    double u = start;
    while (quiet < 4 && std::abs(u) < 6.2) {
      std::array<node, batch> nodes;
      std::array<double, batch> x;
      std::size_t asked = 0, taken = 0;
      for (; taken < batch && std::abs(u) < 6.2; ++taken, u += step) {
        nodes[taken] = node_at(u);
        if (nodes[taken].usable) {
          x[asked++] = nodes[taken].x;
        }
      }
      if (asked > 0) {
        f_.at(std::span(x).first(asked), std::span(values_).first(asked * parts_.size()));
        evaluations_ += static_cast<int>(asked);
      }
      std::size_t answer = 0;
      for (std::size_t i = 0; i < taken && quiet < 4; ++i) {
        const auto here = std::span<const integrand_value>(values_).subspan(answer * parts_.size(), parts_.size());
        answer += nodes[i].usable && answer + 1 < batch ? 1 : 0;
        quiet = take(nodes[i], here) ? quiet + 1 : 0;
      }
    }
    for (running& part : parts_) {
      part.cut_off = std::max(part.cut_off, quiet < 4 ? std::abs(part.last) : 0);
    }
  }

  /// What a power of the distance from the end has left nearer to it than the nearest double.
  [[nodiscard]] std::vector<double> beyond_doubles() const {
    const double end = where_.end, inside = where_.inside;
    std::vector<double> out(parts_.size());
    const double step = std::max(std::abs(end - std::nextafter(end, inside)), smallest);
    const std::array<double, 2> x{end - sign_ * step, end - sign_ * 4 * step};  // near, far
    if ((end > inside) != (x[1] > inside)) {
      return out;
    }
    std::vector<integrand_value> at(2 * parts_.size());
    f_.at(x, at);
    for (std::size_t c = 0; c < out.size(); ++c) {
      const double near = std::abs(at[c].value), far = std::abs(at[parts_.size() + c].value);
      const double power = far > 0 && near > far ? std::log(near / far) / std::log(4.0) : 0;
      out[c] = 2 * step * near / std::max(1 - power, 1e-3);
    }
    return out;
  }

  const integrand& f_;
  outer_piece where_;
  std::span<const double> wanted_;
  double sign_;
  bool infinite_;
  double width_;
  std::vector<running> parts_;
  std::vector<integrand_value> values_;
  double step_ = 0.25;
  double bad_ = std::numeric_limits<double>::quiet_NaN();
  int evaluations_ = 0;
};

}  // namespace

double double_exponential(const integrand& f, const outer_piece& where, std::span<const double> wanted,
                          std::span<rule_sum> out, int& evaluations) {
  outer_rule rule(f, where, wanted);
  rule.refine();
  rule.write(out);
  evaluations += rule.evaluations();
  return rule.bad();
}

}  // namespace relent
