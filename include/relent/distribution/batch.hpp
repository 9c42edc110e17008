#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "relent/core/array_view.hpp"
#include "relent/distribution/distribution.hpp"
#include "relent/distribution/families.hpp"

namespace relent {

/// Many members of one family: every parameter an array, all of them broadcast to one shape as numpy does. The arrays
/// are borrowed and read where they lie, whatever their strides. Or one distribution, which stands for as many as the
/// other side of a divergence has.
class distribution_batch {
 public:
  /// One array of f64 for each parameter, in the family's order. Throws error(errc::shape_mismatch) for arrays that do
  /// not broadcast or are not as many, error(errc::type_mismatch) for another element type, and
  /// error(errc::unsupported) for a family whose parameter is a list. The values themselves are looked at by `check`.
  distribution_batch(const family_entry& family, std::vector<array_view> parameters);
  /// Implicit on purpose: one distribution is a batch without axes.
  /// A template, so that the compiler does not ask whether a batch were a distribution.
  template <std::same_as<distribution> D>
  distribution_batch(D one)  // NOLINT
      : distribution_batch(single{}, std::move(one)) {}

  /// Null for one distribution that is no family's member.
  [[nodiscard]] const family_entry* family() const noexcept { return family_; }
  [[nodiscard]] std::span<const array_view> parameters() const noexcept { return parameters_; }
  [[nodiscard]] const std::vector<std::int64_t>& shape() const noexcept { return shape_; }
  [[nodiscard]] std::int64_t size() const noexcept;
  /// The one distribution, where it is one.
  [[nodiscard]] const std::optional<distribution>& one() const noexcept { return one_; }

  /// Member `index` in C order of `shape`. Throws what its family throws, with the place:
  /// `normal: sd[3] = -1, must be > 0`.
  [[nodiscard]] distribution at(std::int64_t index) const;
  /// Looks at all parameters once, and throws as `at` for the first bad one.
  void check() const;

 private:
  struct single {};
  distribution_batch(single /*tag*/, distribution one);

  const family_entry* family_;
  std::vector<array_view> parameters_;
  std::vector<std::int64_t> shape_{};
  std::optional<distribution> one_{};
  std::shared_ptr<const std::vector<double>> values_{};  ///< the parameters of the one distribution
};

/// The shape that numpy would broadcast these to. Throws error(errc::shape_mismatch) that names the shapes.
[[nodiscard]] std::vector<std::int64_t> broadcast_shape(std::span<const std::vector<std::int64_t>> shapes);

}  // namespace relent
