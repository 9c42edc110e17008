#include "transport/kept_kernel.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <new>

#if defined(__linux__)
#include <sys/mman.h>
#endif

#include "relent/core/parallel.hpp"

#include "kernel/softmin.hpp"

namespace relent::transporting {
namespace {

constexpr std::size_t most_parts = 32, least_rows_a_part = 32;
// What the kernel's numbers below 1e-38 would have added to a sum is below 1e-12 of it.
constexpr double least_share = 1e-26;

/// Memory that is written once, from end to end: by large pages where the system has them.
float* fresh_pages(std::size_t numbers) {
  constexpr std::size_t page = std::size_t{1} << 21;
  const std::size_t bytes = (numbers * sizeof(float) + page - 1) / page * page;
  void* const at = std::aligned_alloc(page, bytes);
  if (at == nullptr) {
    throw std::bad_alloc();
  }
#if defined(__linux__)
  static_cast<void>(madvise(at, bytes, MADV_HUGEPAGE));
#endif
  return static_cast<float*>(at);
}

}  // namespace

void column_parts::over(std::size_t rows, int threads, std::span<double> column_sums, const work& body) {
  const std::size_t m = column_sums.size();
  const std::size_t parts = std::clamp<std::size_t>(rows / least_rows_a_part, 1, most_parts);
  sums_.assign(parts * m, 0.0);
  parallel_for(static_cast<std::int64_t>(parts), threads, [&](std::int64_t task) {
    const auto part = static_cast<std::size_t>(task);
    body(rows * part / parts, rows * (part + 1) / parts, std::span<double>(sums_).subspan(part * m, m));
  });
  std::ranges::fill(column_sums, 0.0);
  const double one = 1;
  for (std::size_t part = 0; part < parts; ++part) {
    const double* const sums = sums_.data() + part * m;
    kernel::add_rows(&sums, &one, 1, m, column_sums.data());
  }
}

void kept_kernel::pages_back::operator()(float* at) const noexcept { std::free(at); }

kept_kernel::kept_kernel(std::span<const std::size_t> rows, std::size_t columns, int threads)
    : rows_(rows),
      columns_(columns),
      threads_(threads),
      kernel_(fresh_pages(rows.size() * columns)),
      log_sums_(rows.size()),
      row_share_(rows.size()) {}

kept_kernel::kept_kernel(std::span<const std::size_t> rows, const point_costs& costs, int threads)
    : rows_(rows),
      columns_(costs.columns()),
      threads_(threads),
      computed_(std::in_place, costs),
      log_sums_(rows.size()),
      row_share_(rows.size()) {}

std::array<const float*, rows_together> kept_kernel::rows_at(std::size_t r, std::size_t count,
                                                             std::vector<float>& room) const {
  std::array<const float*, rows_together> out{};
  room.resize(computed_ ? rows_together * columns_ : 0);
  for (std::size_t k = 0; k < count; ++k) {
    if (computed_) {
      float* const row = room.data() + k * columns_;
      computed_->row(rows_[r + k], log_sums_[r + k], row);
      out[k] = row;
    } else {
      out[k] = kernel_.get() + (r + k) * columns_;
    }
  }
  return out;
}

void kept_kernel::begin(double epsilon, std::span<const double> h) {
  epsilon_ = epsilon;
  h_.assign(h.begin(), h.end());
  weights_.assign(rows_.size(), 1.0);
  column_sums_.clear();
  settled_ = false;
  if (computed_) {
    computed_->begin(epsilon, h);
  }
}

void kept_kernel::keep(std::size_t row, const double* exponentials, double scale, double log_sum) noexcept {
  if (!computed_) {
    kernel::narrow(exponentials, scale, columns_, kernel_.get() + row * columns_);
  }
  log_sums_[row] = log_sum;
}

void kept_kernel::keep_columns(std::span<const double> log_factors, std::span<const double> column_sums) {
  for (std::size_t r = 0; r < rows_.size(); ++r) {
    weights_[r] = std::exp(log_factors[rows_[r]] + log_sums_[r]);
  }
  column_sums_.assign(column_sums.begin(), column_sums.end());
}

/// The sums of the kernel itself, beside those that the exact pass found.
void kept_kernel::settle() {
  column_share_.assign(columns_, 1.0);
  const std::vector<double> ones(columns_, 1.0);
  std::vector<double> sums(columns_);
  parts_.over(rows_.size(), threads_, sums, [&](std::size_t begin, std::size_t end, std::span<double> columns) {
    std::vector<float> room;
    for (std::size_t r = begin; r < end; r += rows_together) {
      const std::size_t count = std::min(rows_together, end - r);
      const std::array<const float*, rows_together> rows = rows_at(r, count, room);
      kernel::dot_products(rows.data(), count, ones.data(), columns_, row_share_.data() + r);
      for (std::size_t k = r; k < r + count; ++k) {
        row_share_[k] = 1 / row_share_[k];
        weights_[k] *= row_share_[k];
      }
      kernel::add_rows(rows.data(), weights_.data() + r, count, columns_, columns.data());
    }
  });
  for (std::size_t j = 0; j < column_sums_.size(); ++j) {
    column_share_[j] = sums[j] > 0 ? column_sums_[j] / sums[j] : 0;
  }
  settled_ = true;
}

bool kept_kernel::scale(double epsilon, std::span<const double> h) {
  if (epsilon != epsilon_) {
    return false;
  }
  if (!settled_) {
    settle();
  }
  v_.resize(columns_);
  scales_ = 0;
  for (std::size_t j = 0; j < columns_; ++j) {
    v_[j] = std::isinf(h[j]) ? 0 : std::exp(h[j] - h_[j]);
    scales_ += v_[j];
  }
  return std::isfinite(scales_);
}

bool kept_kernel::both(double epsilon, std::span<const double> h, const row_factor& factor, std::span<double> log_sums,
                       std::span<double> column_sums) {
  if (!scale(epsilon, h)) {
    return false;
  }
  std::atomic<bool> safe = true;
  std::vector<double> weights(rows_.size());
  parts_.over(rows_.size(), threads_, column_sums, [&](std::size_t begin, std::size_t end, std::span<double> columns) {
    std::vector<float> room;
    std::array<double, rows_together> sums{};
    for (std::size_t r = begin; r < end && safe; r += rows_together) {
      const std::size_t count = std::min(rows_together, end - r);
      const std::array<const float*, rows_together> rows = rows_at(r, count, room);
      kernel::dot_products(rows.data(), count, v_.data(), columns_, sums.data());
      for (std::size_t k = 0; k < count; ++k) {
        if (!(sums[k] > least_share * scales_)) {
          safe = false;
          return;
        }
        const std::size_t i = rows_[r + k];
        log_sums[i] = log_sums_[r + k] + std::log(sums[k] * row_share_[r + k]);
        weights[r + k] = std::exp(factor(i, log_sums[i]) + log_sums_[r + k]) * row_share_[r + k];
      }
      kernel::add_rows(rows.data(), weights.data() + r, count, columns_, columns.data(),
                       !computed_ && r + 2 * rows_together <= end ? rows[0] + rows_together * columns_ : nullptr);
    }
  });
  if (!safe) {
    return false;
  }
  double all = 0;
  for (const double w : weights) {
    all += w;
  }
  bool good = std::isfinite(all);
  double total = 0, put_right = 0;
  for (std::size_t j = 0; j < columns_ && good; ++j) {
    good = column_sums[j] > least_share * all || v_[j] == 0;
    column_sums[j] *= v_[j];
    total += column_sums[j];
    put_right += column_sums[j] *= column_share_[j];
  }
  // Columns must sum to what the rows do: else no scaling fits both, and the errors end at the size of the shares'.
  for (double& sum : column_sums) {
    sum *= total / put_right;
  }
  return good;
}

bool kept_kernel::by_rows(double epsilon, std::span<const double> h, std::span<double> log_sums) {
  if (!scale(epsilon, h)) {
    return false;
  }
  std::atomic<bool> safe = true;
  const std::size_t tasks = (rows_.size() + least_rows_a_part - 1) / least_rows_a_part;
  parallel_for(static_cast<std::int64_t>(tasks), threads_, [&](std::int64_t task) {
    const std::size_t begin = static_cast<std::size_t>(task) * least_rows_a_part;
    const std::size_t end = std::min(rows_.size(), begin + least_rows_a_part);
    std::vector<float> room;
    std::array<double, rows_together> sums{};
    for (std::size_t r = begin; r < end; r += rows_together) {
      const std::size_t count = std::min(rows_together, end - r);
      const std::array<const float*, rows_together> rows = rows_at(r, count, room);
      kernel::dot_products(rows.data(), count, v_.data(), columns_, sums.data());
      for (std::size_t k = 0; k < count; ++k) {
        safe = safe && sums[k] > least_share * scales_;
        log_sums[rows_[r + k]] = log_sums_[r + k] + std::log(sums[k] * row_share_[r + k]);
      }
    }
  });
  return safe;
}

}  // namespace relent::transporting
