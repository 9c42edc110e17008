#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "transport/cost_tiles.hpp"

namespace relent::transporting {

/// Sums of columns below are taken anew, by `log_sum_column`: their terms may have underflowed.
inline constexpr double least_column_sum = 1e-270;

/// Log of the factor that row i gets, given the log of its sum over j of exp(h_j - c_ij / epsilon). -infinity: none.
using row_factor = std::function<double(std::size_t i, double log_sum)>;

/// Space for the exponentials of one row.
struct row_space {
  explicit row_space(std::size_t width) : exponentials(width), costs(tile_width) {}
  std::vector<double> exponentials, costs;
};

/// A row's exponentials exp(h_j - c_ij / epsilon - offset) and the log of their sum without the offset.
struct row_sum {
  double log_sum, offset;
};

/// `guess` of the log of the sum is the offset, where it serves; else the largest exponent. out has space for the row.
[[nodiscard]] row_sum sum_row(const cost_tiles& costs, std::size_t i, std::span<const double> h, double inverse,
                              double guess, double* out, double* cost_space) noexcept;

/// log of the sum over i of exp(h_i - c_ij / epsilon), by columns; -infinity where there is nothing.
[[nodiscard]] double log_sum_column(const cost_tiles& costs, std::size_t j, std::span<const double> h, double inverse,
                                    row_space& space) noexcept;

/// Passes over all rows: their sums, then with the factors that these give the sums of the columns. Rows are
/// shared out in parts that depend on their number alone, so that threads change no bit.
class entropic_sweep {
 public:
  entropic_sweep(const cost_tiles& costs, int threads);

  /// Logarithms. `log_sums` holds guesses, and then the sums; rows marked in `skip` are left out.
  void by_logarithms(double epsilon, std::span<const double> h, const row_factor& factor, std::span<double> log_sums,
                     std::span<double> column_sums);

  /// exp(-c / epsilon), to be kept; the exponents are taken from the least cost on.
  void keep_kernel(double epsilon);
  [[nodiscard]] bool has_kernel() const noexcept { return kernel_ != nullptr; }
  /// The same sums by products with the kernel. False, with nothing to rely on, where one left the range of f64.
  bool by_kernel(std::span<const double> h, const row_factor& factor, std::span<double> log_sums,
                 std::span<double> column_sums);

  /// Leaves out rows without mass.
  void skip(std::span<const double> mass);

 private:
  void over_parts(std::span<double> column_sums,
                  const std::function<void(std::size_t begin, std::size_t end, std::span<double> columns)>& body);

  const cost_tiles& costs_;
  int threads_;
  std::vector<std::size_t> rows_{};  // those with mass
  std::vector<double> part_sums_{};
  std::unique_ptr<double[]> kernel_{};  // its numbers are written once: no zeros before
  double shift_ = 0;
};

}  // namespace relent::transporting
