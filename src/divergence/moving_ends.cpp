#include "moving_ends.hpp"

#include <cmath>

#include "relent/distribution/affine.hpp"
#include "relent/distribution/categorical.hpp"
#include "relent/distribution/exp_of.hpp"
#include "relent/distribution/log_of.hpp"
#include "relent/distribution/mixture.hpp"
#include "relent/distribution/pareto.hpp"
#include "relent/distribution/truncated.hpp"
#include "relent/distribution/uniform.hpp"

namespace relent {

std::vector<moving_end> moving_ends(const distribution& d) {
  if (const auto* u = d.get<uniform>()) {
    return {{0, u->low(), 1, false}, {1, u->high(), 1, true}};
  }
  if (const auto* u = d.get<pareto>()) {
    return {{0, u->scale(), 1, false}};
  }
  std::vector<moving_end> out;
  if (const auto* mixed = d.get<mixture>()) {
    std::size_t first = mixed->weights().size();
    for (const distribution& component : mixed->components()) {
      for (moving_end end : moving_ends(component)) {
        end.parameter += first;
        out.push_back(end);
      }
      first += component.parameter_count();
    }
  } else if (const auto* moved = d.get<affine>()) {
    for (moving_end end : moving_ends(moved->of())) {
      end.place = moved->shift() + moved->factor() * end.place;
      end.speed *= moved->factor();
      end.upper = end.upper == (moved->factor() > 0);
      out.push_back(end);
    }
  } else if (const auto* grown = d.get<exp_of>()) {
    for (moving_end end : moving_ends(grown->of())) {
      end.place = std::exp(end.place);
      end.speed *= end.place;
      out.push_back(end);
    }
  } else if (const auto* logged = d.get<log_of>()) {
    for (moving_end end : moving_ends(logged->of())) {
      if (end.place > 0) {  // 0 goes to minus infinity, where no mass lies
        end.speed /= end.place;
        end.place = std::log(end.place);
        out.push_back(end);
      }
    }
  } else if (const auto* kept = d.get<truncated>()) {
    for (moving_end end : moving_ends(kept->of())) {
      end.told = false;
      if (end.place >= kept->low() && end.place <= kept->high()) {
        out.push_back(end);
      }
    }
  }
  return out;
}

std::vector<double> mass_slopes(const distribution& d) {
  if (const auto* mixed = d.get<mixture>()) {
    std::vector<double> out(mixed->weights().size(), 1.0);
    for (std::size_t i = 0; i < mixed->components().size(); ++i) {
      for (const double slope : mass_slopes(mixed->components()[i])) {
        out.push_back(mixed->weights()[i] * slope);
      }
    }
    return out;
  }
  if (const auto* moved = d.get<affine>()) {
    return mass_slopes(moved->of());
  }
  return std::vector<double>(d.parameter_count(), d.get<categorical>() != nullptr ? 1.0 : 0.0);
}

}  // namespace relent
