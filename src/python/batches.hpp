#pragma once

#include <memory>
#include <optional>
#include <vector>

#include <nanobind/nanobind.h>

#include "relent/catalogue/measure_entry.hpp"
#include "relent/core/unit.hpp"
#include "relent/distribution/batch.hpp"

#include "array_argument.hpp"

namespace relent::python {

/// relent.DistributionBatch: many members of one family. The arrays are numpy's, of f64, and not copied where they came
/// as that.
struct batch_object {
  const family_entry* family;
  std::vector<nanobind::object> arrays;
  library give = library::numpy;  ///< whose arrays answers are
};

/// A batch, or one distribution, as it is read during one call.
class borrowed_batch {
 public:
  explicit borrowed_batch(const batch_object& from);
  explicit borrowed_batch(distribution one) : batch_(std::move(one)) {}

  [[nodiscard]] const distribution_batch& get() const noexcept { return *batch_; }
  [[nodiscard]] library give() const noexcept { return give_; }

 private:
  std::vector<std::unique_ptr<array_argument>> held_{};
  std::optional<distribution_batch> batch_;
  library give_ = library::numpy;
};

/// Members from one array or number a parameter, in the family's order. The values of small batches are looked at here.
[[nodiscard]] batch_object make_batch(const family_entry& family, const std::vector<nanobind::object>& parameters);

[[nodiscard]] bool is_batch(nanobind::handle object);

/// Whatever stands for a batch or for one distribution.
[[nodiscard]] borrowed_batch to_batch(nanobind::handle object);

/// One measure of every pair (of every member, where q is null), as an array.
[[nodiscard]] nanobind::object on_batches(const measure_entry& entry, nanobind::handle p, nanobind::handle q, unit in,
                                          const parameters& how);

void bind_batches(nanobind::module_& m);

/// `kl_gradient`, of two distributions and of batches.
void bind_kl_gradient(nanobind::module_& m);

}  // namespace relent::python
