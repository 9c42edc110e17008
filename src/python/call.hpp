#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include <nanobind/nanobind.h>

#include "relent/catalogue/measure_entry.hpp"
#include "relent/core/unit.hpp"
#include "relent/measure/rule.hpp"

#include "array_argument.hpp"

namespace relent::python {

/// "nats", "bits" or "bans".
[[nodiscard]] unit to_unit(nanobind::handle text);

/// "arithmetic", "geometric", "minimum", "maximum" or "joint"; short forms as "min", "max" too.
[[nodiscard]] mi_normaliser to_normaliser(const std::string& text);

/// Which mass_mode the two flags of the measure functions mean; both at once are refused.
[[nodiscard]] mass_mode to_mode(bool normalize, bool generalized);

/// Where masses lie on a line, as a call gives it; none: 0, 1, 2, ...
using places = std::optional<std::vector<double>>;
/// What it borrows, for parameters::positions. Refuses an empty list, which would mean none was given.
[[nodiscard]] std::span<const double> places_in(const places& support);

/// The arrays of one call: one distribution, a pair, or a joint table (then as one row in C order, with its
/// shape kept for `parameters::table_shape`).
class call_arrays {
 public:
  call_arrays(const measure_entry& entry, nanobind::handle p, nanobind::handle q);

  [[nodiscard]] const array_view& p() const noexcept { return joint_ ? row_ : p_->view(); }
  [[nodiscard]] const array_view* q() const noexcept { return q_ ? &q_->view() : nullptr; }
  [[nodiscard]] const std::vector<std::int64_t>& p_shape() const noexcept { return p_->view().shape; }
  [[nodiscard]] library give() const noexcept { return give_; }
  /// Both sides are one row of the same length: the case without axes.
  [[nodiscard]] bool plain() const noexcept;
  [[nodiscard]] std::int64_t elements() const noexcept;
  /// Fills `table_shape` where the measure reads a joint table.
  void shape_into(parameters& how) const noexcept;

 private:
  bool joint_;
  std::optional<array_argument> p_{};
  std::optional<array_argument> q_{};
  library give_ = library::numpy;
  array_view row_{};
};

/// A gradient of the broadcast shape `full`, summed over the axes along which its input, of `shape`, was repeated.
[[nodiscard]] nanobind::object sum_back(nanobind::object gradient, const std::vector<std::int64_t>& full,
                                        const std::vector<std::int64_t>& shape);

/// Lets other Python threads run while a kernel works on many elements; a short call keeps the lock, which is
/// cheaper to hold than to hand over.
class release_lock {
 public:
  explicit release_lock(std::int64_t elements) : state_(elements > 4096 ? PyEval_SaveThread() : nullptr) {}
  release_lock(const release_lock&) = delete;
  release_lock& operator=(const release_lock&) = delete;
  ~release_lock() {
    if (state_ != nullptr) {
      PyEval_RestoreThread(state_);
    }
  }

 private:
  PyThreadState* state_;
};

}  // namespace relent::python
