#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "relent/measure/rule.hpp"

#include "measure/wide.hpp"

namespace relent::measure_detail {

/// Two rows of masses at the same rising places of a line, divided by their sums, as what lies below and above each
/// place: the distances between cumulative distributions are made of it.
///
/// Sums are kept to about 106 bits, from both ends, so that neither near equality nor a tiny tail loses digits.
/// Differences of cumulative masses below 2^-98 of them are taken as none: that is what such sums leave of equality.
/// Memory: 64 bytes for each place.
class line_pair {
 public:
  /// Throws what every measure of two throws for bad masses; error(errc::unsupported) in generalised mode;
  /// error(errc::shape_mismatch, invalid_value) for places that are not one for each mass, finite and rising.
  line_pair(std::string_view function, const row_view& p, const row_view& q, const parameters& how);

  [[nodiscard]] std::size_t size() const noexcept { return p_.below.size(); }
  /// From place i to the next.
  [[nodiscard]] double gap(std::size_t i) const noexcept { return apart(i + 1, i); }
  /// The place of i minus the place of j.
  [[nodiscard]] double apart(std::size_t i, std::size_t j) const noexcept {
    return places_.empty() ? static_cast<double>(i) - static_cast<double>(j) : places_[i] - places_[j];
  }
  /// From the first place to the last.
  [[nodiscard]] double span() const noexcept { return apart(size() - 1, 0); }

  /// F_i - G_i, the cumulative masses up to and with place i.
  [[nodiscard]] double difference(std::size_t i) const noexcept { return difference(p_, i, q_, i) / total_.high; }

  /// Calls visit(i, j, mass) for every piece of mass that the rising transport takes from place i of P to place j of
  /// Q; the masses sum to 1.
  template <class Visit>
  void transport(const Visit& visit) const;

  /// For every i but the last, the place of the other side at the level F_i, as its distance above place i; the mean
  /// of the two places where the levels are the same. `of_p` tells whose levels.
  [[nodiscard]] std::vector<double> opposite(bool of_p) const;

  /// Turns derivatives with respect to the cumulative masses F_0 .. F_(n-2) into those with respect to the masses,
  /// in place: dp_j is the sum over i >= j, and 0 for the last; in normalise mode through the division.
  void to_masses(const row_view& masses, bool of_p, const parameters& how, double* gradient) const;

 private:
  /// The cumulative masses of one row, in units of sum p times sum q.
  struct side {
    std::vector<wide> below;  ///< up to and with place i
    std::vector<wide> above;  ///< beyond place i
    double sum = 0;           ///< of the row as given
  };

  /// The level of a at i minus that of b at j, in those units; 0 where nothing but rounding is left.
  [[nodiscard]] double difference(const side& a, std::size_t i, const side& b, std::size_t j) const noexcept;

  /// From the lower end, or from the upper, to half of the mass.
  template <class Visit>
  void walk(bool upper, const Visit& visit) const;

  std::span<const double> places_;
  side p_, q_;
  wide total_;  ///< sum p times sum q
};

/// What is left of a difference of two levels of size `level` that rounding cannot have made.
[[nodiscard]] inline double beyond_rounding(const wide& difference, const wide& level) noexcept {
  return std::abs(difference.high) <= 0x1p-98 * level.high ? 0 : difference.high;
}

template <class Visit>
void line_pair::walk(bool upper, const Visit& visit) const {
  const std::size_t n = size();
  const wide half{total_.high / 2, total_.low / 2};
  // The level reached with the i-th place from the end that the walk starts at.
  const auto level = [&](const side& s, std::size_t i) {
    const wide& reached = !upper ? s.below[i] : i + 1 < n ? s.above[n - 2 - i] : total_;
    return i + 1 < n ? lesser(reached, half) : half;
  };
  wide before{};
  for (std::size_t i = 0, j = 0; i < n && j < n;) {
    const wide at_i = level(p_, i), at_j = level(q_, j);
    const wide& next = lesser(at_i, at_j);
    if (const double mass = beyond_rounding(minus(next, before), next); mass > 0) {
      visit(upper ? n - 1 - i : i, upper ? n - 1 - j : j, mass / total_.high);
      before = next;
    }
    const bool step_i = !less(at_j, at_i), step_j = !less(at_i, at_j);
    i += step_i ? 1 : 0;
    j += step_j ? 1 : 0;
  }
}

template <class Visit>
void line_pair::transport(const Visit& visit) const {
  walk(false, visit);
  walk(true, visit);
}

}  // namespace relent::measure_detail
