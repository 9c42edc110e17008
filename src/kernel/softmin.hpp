#pragma once

#include <cstddef>

namespace relent::kernel {

// What an entropic transport does with one row of costs. h holds (potential / epsilon + log mass) of the other side,
// -infinity where there is no mass; costs may be +infinity, h and costs are never NaN. All are noexcept, without
// allocation; n may be 0. No sum depends on anything but its arguments.

/// max over j of h[j] - inverse * cost[j]; -infinity where no j counts.
[[nodiscard]] double largest_exponent(const double* cost, const double* h, double inverse, std::size_t n) noexcept;

/// out[j] = exp(h[j] - inverse * cost[j] - offset), to 4 ulp beside the exponent's rounding; returns their sum. What is
/// below exp(-708) is 0, what is above exp(709) is that. `offset` is finite.
double exponentials(const double* cost, const double* h, double inverse, double offset, std::size_t n,
                    double* out) noexcept;

/// sum[j] += weights[0] rows[0][j] + ... for at most four rows. `ahead`, where it is not null, is where four rows stand
/// one behind the other that are wanted next.
void add_rows(const double* const* rows, const double* weights, std::size_t count, std::size_t n, double* sum) noexcept;
void add_rows(const float* const* rows, const double* weights, std::size_t count, std::size_t n, double* sum,
              const float* ahead = nullptr) noexcept;

/// sum of a[j] b[j]
[[nodiscard]] double dot_product(const double* a, const double* b, std::size_t n) noexcept;

/// out[i] = sum of rows[i][j] v[j] for at most four rows.
void dot_products(const float* const* rows, std::size_t count, const double* v, std::size_t n, double* out) noexcept;

/// out[j] = scale * row[j] in single precision, 0 where it is below the least normal number.
void narrow(const double* row, double scale, std::size_t n, float* out) noexcept;

/// out[j] += log(x[j]) for x >= 0, -infinity at 0.
void add_logs(const double* x, std::size_t n, double* out) noexcept;

/// sum of a[j] b[j], where 0 times infinity is 0: the mean cost of a row of a plan.
[[nodiscard]] double plan_cost(const double* plan, const double* cost, std::size_t n) noexcept;

}  // namespace relent::kernel
