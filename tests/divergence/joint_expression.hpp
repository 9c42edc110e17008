#pragma once

#include <string>

#include "relent/catalogue/parse_distribution.hpp"

namespace relent::test {

/// A distribution of several numbers from its expression.
inline joint_distribution joint(const std::string& text) {
  return std::get<joint_distribution>(parse_any_distribution(text));
}

}  // namespace relent::test
