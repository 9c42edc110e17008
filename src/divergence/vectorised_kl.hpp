#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "kernel/family_kl.hpp"

namespace relent::closed {

/// What a kernel's parameter is made of: a parameter of the family times a factor, or a constant.
struct kernel_parameter {
  std::int64_t from;  ///< -1: the constant `factor`
  double factor = 1;
};

/// The kernel that has a family's divergence. KL does not change under one-to-one maps of the variable, so one kernel
/// serves several families.
struct vectorised_family {
  std::string_view name;
  const kernel::family_kernel& (*kernel)();
  std::array<kernel_parameter, 2> parameters;
};

/// Null where there is none.
[[nodiscard]] const vectorised_family* vectorised(std::string_view family) noexcept;

/// The scalar closed form of one family's divergence from its parameters, for families that have one; else null.
/// Throws what the family's constructor throws.
using scalar_kl = double (*)(const double* p, const double* q);
[[nodiscard]] scalar_kl scalar_kl_of(std::string_view family) noexcept;

}  // namespace relent::closed
