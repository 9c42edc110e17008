#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "transport/gibbs_sums.hpp"
#include "transport/single_points.hpp"

namespace relent::transporting {

/// Rows whose weighted numbers are added to the columns at once.
inline constexpr std::size_t rows_together = 4;

/// Sums over columns that each of some parts of the rows adds to. The parts depend on the number of rows alone, so that
/// threads change no bit.
class column_parts {
 public:
  using work = std::function<void(std::size_t begin, std::size_t end, std::span<double> columns)>;
  void over(std::size_t rows, int threads, std::span<double> column_sums, const work& body);

 private:
  std::vector<double> sums_{};
};

/// exp(h_j - c_ij / epsilon) over its sum over j, for the h of one exact pass, in single precision: half the memory of
/// doubles, and a pass over it takes half the time; or, between points, no memory, each row being computed when it is
/// wanted, in a third of the time that doubles take. At a place h + d near it the sums are products with exp(d), put
/// right by what the sums of the exact pass were: their error is the kernel's, 2^-24 where it is kept, times the size
/// of d, and nothing at d = 0. This is scaling with the potentials absorbed (Schmitzer 2019), at any epsilon.
class kept_kernel {
 public:
  /// `rows`: those that have mass. Memory: 4 bytes a pair.
  kept_kernel(std::span<const std::size_t> rows, std::size_t columns, int threads);
  /// The same without: rows are computed.
  kept_kernel(std::span<const std::size_t> rows, const point_costs& costs, int threads);

  /// The exact pass: h, then each of the rows, by their place among those with mass.
  void begin(double epsilon, std::span<const double> h);
  void keep(std::size_t row, const double* exponentials, double scale, double log_sum) noexcept;
  /// What the columns summed up to under factors `log_factors` of the rows.
  void keep_columns(std::span<const double> log_factors, std::span<const double> column_sums);

  /// As gibbs_sums::both. False, with nothing to rely on, where h is too far from that of the kernel.
  bool both(double epsilon, std::span<const double> h, const row_factor& factor, std::span<double> log_sums,
            std::span<double> column_sums);
  bool by_rows(double epsilon, std::span<const double> h, std::span<double> log_sums);

 private:
  bool scale(double epsilon, std::span<const double> h);
  void settle();
  /// Where rows r up to r + count stand; in `room` where they are computed.
  std::array<const float*, rows_together> rows_at(std::size_t r, std::size_t count, std::vector<float>& room) const;

  std::span<const std::size_t> rows_;
  std::size_t columns_;
  int threads_;
  struct pages_back {
    void operator()(float* at) const noexcept;
  };
  std::unique_ptr<float[], pages_back> kernel_{};
  std::optional<single_points> computed_{};
  double epsilon_ = 0, scales_ = 0;  ///< the sum of v_
  bool settled_ = false;
  std::vector<double> h_{}, log_sums_, weights_{}, column_sums_{}, v_{};
  std::vector<double> row_share_, column_share_{};  ///< what puts the sums right
  column_parts parts_{};
};

}  // namespace relent::transporting
