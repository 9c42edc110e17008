#include "coordinates.hpp"

#include <algorithm>
#include <cmath>

namespace relent {

coordinates::coordinates(const family_entry& family, std::span<const std::optional<double>> held,
                         std::span<const double> at, double spread)
    : family_(&family), all_(at.begin(), at.end()), spread_(spread) {
  for (std::size_t i = 0; i < family.parameters.size(); ++i) {
    if (i < held.size() && held[i]) {
      all_[i] = *held[i];
      continue;
    }
    const std::string_view needs = family.parameters[i].requirement;
    if (needs == "finite" || needs == "> low") {
      scales_.push_back(scale::place);
    } else if (needs == "> 0" || needs == ">= 0" || needs == "> 1") {
      scales_.push_back(scale::above);
    } else if (needs == "between 0 and 1" || needs == "> 0 and <= 1" || needs == ">= 0 and < 1" ||
               needs == "> 0 and < 1") {
      scales_.push_back(scale::share);
    } else {
      continue;  // whole numbers
    }
    least_.push_back(needs == "> 1" ? 1 : 0);
    free_.push_back(i);
  }
}

double coordinates::value(std::size_t c, double u) const {
  switch (scales_[c]) {
    case scale::place:
      return all_[free_[c]] + u * spread_;
    case scale::above:
      return least_[c] + std::exp(std::clamp(u, -690.0, 690.0));
    case scale::share:
      return 1 / (1 + std::exp(-u));
  }
  return u;
}

std::vector<double> coordinates::from(std::span<const double> parameters) const {
  std::vector<double> out;
  for (std::size_t c = 0; c < free_.size(); ++c) {
    const double x = parameters[free_[c]];
    switch (scales_[c]) {
      case scale::place:
        out.push_back((x - all_[free_[c]]) / spread_);
        break;
      case scale::above:
        out.push_back(std::log(std::max(x - least_[c], 1e-12)));
        break;
      case scale::share: {
        const double p = std::clamp(x, 1e-9, 1 - 1e-9);
        out.push_back(std::log(p) - std::log1p(-p));
        break;
      }
    }
  }
  return out;
}

std::vector<double> coordinates::parameters(std::span<const double> u) const {
  std::vector<double> out = all_;
  for (std::size_t c = 0; c < free_.size(); ++c) {
    out[free_[c]] = value(c, u[c]);
  }
  return out;
}

distribution coordinates::member(std::span<const double> u) const {
  const std::vector<double> numbers = parameters(u);
  const std::vector<parameter_value> values(numbers.begin(), numbers.end());
  return family_->make(values);
}

std::vector<double> coordinates::slopes(std::span<const double> u) const {
  std::vector<double> out;
  for (std::size_t c = 0; c < free_.size(); ++c) {
    const double x = value(c, u[c]);
    out.push_back(scales_[c] == scale::place ? spread_ : scales_[c] == scale::above ? x - least_[c] : x * (1 - x));
  }
  return out;
}

}  // namespace relent
