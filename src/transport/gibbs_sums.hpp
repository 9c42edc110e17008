#pragma once

#include <cstddef>
#include <functional>
#include <span>

namespace relent::transporting {

/// Log of the factor that row i gets, given the log of its sum over j of exp(h_j - c_ij / epsilon). -infinity: none.
/// Called from several threads, and more than once a row where sums have to be taken again.
using row_factor = std::function<double(std::size_t i, double log_sum)>;

/// How sums are wanted.
enum class accuracy {
  quick,  ///< as they come, where a pass at a place near this one was exact
  exact,  ///< with more at places near this one to follow
  once,   ///< exact, at a place of its own
};

/// Sums of columns below are taken anew, in logarithms: their terms may have underflowed.
inline constexpr double least_column_sum = 1e-270;

enum class side { rows, columns };

/// What Sinkhorn's iteration asks of costs c: sums of exp(exponents of one side - c / epsilon).
class gibbs_sums {
 public:
  gibbs_sums(std::size_t rows, std::size_t columns) : rows_(rows), columns_(columns) {}
  gibbs_sums(const gibbs_sums&) = delete;
  gibbs_sums& operator=(const gibbs_sums&) = delete;
  virtual ~gibbs_sums() = default;

  [[nodiscard]] std::size_t rows() const noexcept { return rows_; }
  [[nodiscard]] std::size_t columns() const noexcept { return columns_; }
  /// By how much finite costs differ at most.
  [[nodiscard]] virtual double range() const noexcept = 0;

  /// Quick sums nearer to the optimum than this share of how far the last exact ones were tell little more.
  [[nodiscard]] virtual double share_in_doubt(double /*epsilon*/) const noexcept { return 0; }

  /// log_sums_i = log sum over j of exp(h_j - c_ij / epsilon), which is guessed at before, and then, by the factors k
  /// that these give, column_sums_j = sum over i of exp(k_i + h_j - c_ij / epsilon). Rows without mass are left out.
  /// `cost`, where it is not null and the sums are exact, is sum c_ij exp(k_i + h_j - c_ij / epsilon).
  /// False where the sums are not exact: off by some 1e-7 of the way from the last exact ones.
  virtual bool both(double epsilon, std::span<const double> h, const row_factor& factor, std::span<double> log_sums,
                    std::span<double> column_sums, accuracy wanted, double* cost) = 0;
  /// The first half of it.
  virtual bool by_rows(double epsilon, std::span<const double> h, std::span<double> log_sums, accuracy wanted) = 0;
  /// The logs of the sums of some rows, or columns, over `exponents` of the other side; -infinity where there is
  /// nothing.
  virtual void logs(side of, std::span<const std::size_t> places, double epsilon, std::span<const double> exponents,
                    std::span<double> log_sums) const = 0;
  /// sum c_ij exp(k_i + h_j - c_ij / epsilon)
  [[nodiscard]] virtual double cost(double epsilon, std::span<const double> k, std::span<const double> h) const = 0;

 private:
  std::size_t rows_, columns_;
};

}  // namespace relent::transporting
