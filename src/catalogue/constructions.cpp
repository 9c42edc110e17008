#include "catalogue/constructions.hpp"

#include <array>
#include <utility>

#include "relent/core/words.hpp"
#include "relent/distribution/affine.hpp"
#include "relent/distribution/exp_of.hpp"
#include "relent/distribution/log_of.hpp"
#include "relent/distribution/truncated.hpp"

namespace relent {
namespace {

constexpr std::array affine_parameters{parameter_info{"shift", "finite"}, parameter_info{"factor", "finite, not 0"}};
constexpr std::array truncated_parameters{parameter_info{"low", "number"}, parameter_info{"high", "> low"}};

template <class D>
distribution of_two_numbers(distribution of, std::span<const parameter_value> values) {
  return D(std::move(of), std::get<double>(values[0]), std::get<double>(values[1]));
}

template <class D>
distribution of_itself(distribution of, std::span<const parameter_value> /*values*/) {
  return D(std::move(of));
}

constexpr std::array list{
    construction{affine::name, affine_parameters, of_two_numbers<affine>},
    construction{truncated::name, truncated_parameters, of_two_numbers<truncated>},
    construction{exp_of::name, {}, of_itself<exp_of>},
    construction{log_of::name, {}, of_itself<log_of>},
};

}  // namespace

std::span<const construction> constructions() noexcept { return list; }

const construction* find_construction(std::string_view name) noexcept {
  for (const construction& c : list) {
    if (same_name(name, c.name)) {
      return &c;
    }
  }
  return nullptr;
}

}  // namespace relent
