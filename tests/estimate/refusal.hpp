#pragma once

#include <string>

#include "relent/core/error.hpp"

namespace relent::test {

/// What a call is refused with, or "nothing".
template <class Call>
std::string refusal(const Call& call) {
  try {
    static_cast<void>(call());
  } catch (const error& e) {
    return e.what();
  }
  return "nothing";
}

}  // namespace relent::test
