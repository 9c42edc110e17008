#include "relent/divergence/batch.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <string>

#include <fmt/format.h>

#include "relent/core/error.hpp"
#include "relent/core/parallel.hpp"
#include "relent/divergence/kl_gradient.hpp"

#include "distribution/batch_reader.hpp"
#include "divergence/vectorised_kl.hpp"

namespace relent {
namespace {

constexpr std::int64_t block = 512;           // pairs that a kernel sees at once
constexpr std::int64_t blocks_a_task = 16;    // for kernels
constexpr std::int64_t scalars_a_task = 512;  // for closed forms
constexpr std::int64_t integrals_a_task = 8;
constexpr double not_there = std::numeric_limits<double>::quiet_NaN();

/// Both sides of a call, broadcast together.
struct pairs {
  pairs(const distribution_batch& p_side, const distribution_batch& q_side)
      : shape(result_shape(p_side, q_side)), n(elements(shape)), p(p_side, shape), q(q_side, shape) {}

  std::vector<std::int64_t> shape;
  std::int64_t n;
  batch_reader p, q;
};

void need_room(std::span<const double> out, std::int64_t n, const char* function) {
  if (std::ssize(out) != n) {
    throw error(errc::shape_mismatch, function, fmt::format("room for {} answers, there are {}", out.size(), n));
  }
}

/// Calls body(first, count) for parts of [0, n).
void in_parts(std::int64_t n, std::int64_t size, int threads,
              const std::function<void(std::int64_t, std::int64_t)>& body) {
  parallel_for((n + size - 1) / size, threads,
               [&](std::int64_t task) { body(task * size, std::min(size, n - task * size)); });
}

/// One side of a block as a kernel wants it.
class kernel_side {
 public:
  void load(const batch_reader& from, const closed::vectorised_family& plan, std::size_t count, std::int64_t first,
            std::int64_t n) {
    for (std::size_t j = 0; j < count; ++j) {
      const closed::kernel_parameter& parameter = plan.parameters[j];
      if (parameter.from < 0) {
        std::fill_n(buffers_[j].data(), n, parameter.factor);
        rows_[j] = buffers_[j].data();
        continue;
      }
      rows_[j] = from.parameters()[static_cast<std::size_t>(parameter.from)].block(first, n, buffers_[j].data());
      if (parameter.factor != 1) {
        std::transform(rows_[j], rows_[j] + n, buffers_[j].data(), [&](double x) { return x * parameter.factor; });
        rows_[j] = buffers_[j].data();
      }
    }
  }
  [[nodiscard]] const double* const* rows() const noexcept { return rows_.data(); }

 private:
  std::array<std::array<double, block>, 2> buffers_;
  std::array<const double*, 2> rows_;
};

/// What a kernel declined: parameters beyond its range, or bad ones, which throw here.
double declined_value(const pairs& all, std::int64_t i) {
  const distribution p = all.p.at(i), q = all.q.at(i);
  const auto closed = closed_kl_between(p, q);
  return closed ? closed->value : divergence_between("kl_divergence", p, q).value;
}

/// Derivatives by quadrature; NaN where there are none.
void scalar_gradient(const pairs& all, std::int64_t i, const batch_gradient& out) {
  const auto at = static_cast<std::size_t>(i);
  parameter_gradient found;
  try {
    found = kl_gradient(all.p.at(i), all.q.at(i));
  } catch (const error& e) {
    if (e.code() != errc::unsupported) {
      throw;
    }
    found.p.assign(out.p.size(), not_there);
    found.q.assign(out.q.size(), not_there);
  }
  for (std::size_t j = 0; j < out.p.size(); ++j) {
    out.p[j][at] = found.p[j];
  }
  for (std::size_t j = 0; j < out.q.size(); ++j) {
    out.q[j][at] = found.q[j];
  }
}

void vectorised_values(const pairs& all, const closed::vectorised_family& plan, std::span<double> out, int threads) {
  const kernel::family_kernel& kernel = plan.kernel();
  in_parts(all.n, block * blocks_a_task, threads, [&](std::int64_t start, std::int64_t length) {
    kernel_side p, q;
    for (std::int64_t first = start; first < start + length; first += block) {
      const std::int64_t n = std::min(block, start + length - first);
      p.load(all.p, plan, kernel.parameters, first, n);
      q.load(all.q, plan, kernel.parameters, first, n);
      double* const values = out.data() + first;
      if (!kernel.value(p.rows(), q.rows(), n, values)) {
        for (std::int64_t i = 0; i < n; ++i) {
          values[i] = std::isnan(values[i]) ? declined_value(all, first + i) : values[i];
        }
      }
    }
  });
}

/// Where a kernel's derivatives of one side go: to the parameters they are of, the rest to memory nobody reads.
class gradient_side {
 public:
  gradient_side(const std::vector<std::span<double>>& out, const closed::vectorised_family& plan) noexcept
      : out_(out), plan_(plan) {}

  double* const* rows(std::int64_t first) noexcept {
    for (std::size_t j = 0; j < rows_.size(); ++j) {
      const std::int64_t to = plan_.parameters[j].from;
      const bool wanted = to >= 0 && to < std::ssize(out_);
      rows_[j] = wanted ? out_[static_cast<std::size_t>(to)].data() + first : unread_.data();
    }
    return rows_.data();
  }
  void scale(std::size_t count, std::int64_t n) const noexcept {
    for (std::size_t j = 0; j < count; ++j) {
      if (plan_.parameters[j].from >= 0 && plan_.parameters[j].factor != 1) {
        std::for_each(rows_[j], rows_[j] + n, [&](double& x) { x *= plan_.parameters[j].factor; });
      }
    }
  }

 private:
  const std::vector<std::span<double>>& out_;
  const closed::vectorised_family& plan_;
  std::array<double*, 2> rows_{};
  std::array<double, block> unread_;
};

void vectorised_gradients(const pairs& all, const closed::vectorised_family& plan, const batch_gradient& out,
                          int threads) {
  const kernel::family_kernel& kernel = plan.kernel();
  in_parts(all.n, block * blocks_a_task, threads, [&](std::int64_t start, std::int64_t length) {
    kernel_side p, q;
    gradient_side dp(out.p, plan), dq(out.q, plan);
    for (std::int64_t first = start; first < start + length; first += block) {
      const std::int64_t n = std::min(block, start + length - first);
      p.load(all.p, plan, kernel.parameters, first, n);
      q.load(all.q, plan, kernel.parameters, first, n);
      double* const values = out.value.data() + first;
      const bool whole = kernel.gradient(p.rows(), q.rows(), n, values, dp.rows(first), dq.rows(first));
      dp.scale(kernel.parameters, n);
      dq.scale(kernel.parameters, n);
      for (std::int64_t i = 0; !whole && i < n; ++i) {
        if (std::isnan(values[i])) {
          values[i] = declined_value(all, first + i);
          scalar_gradient(all, first + i, out);
        }
      }
    }
  });
}

void scalar_values(const pairs& all, closed::scalar_kl function, std::span<double> out, int threads) {
  in_parts(all.n, scalars_a_task, threads, [&](std::int64_t first, std::int64_t n) {
    std::array<double, 8> p{}, q{};
    for (std::int64_t i = first; i < first + n; ++i) {
      all.p.values_at(i, p);
      all.q.values_at(i, q);
      try {
        out[static_cast<std::size_t>(i)] = function(p.data(), q.data());
      } catch (const error&) {
        all.p.check(i);  // the same refusal, with its place
        all.q.check(i);
        throw;
      }
    }
  });
}

bool same_family(const distribution_batch& p, const distribution_batch& q) noexcept {
  return p.family() != nullptr && p.family() == q.family();
}

}  // namespace

std::vector<std::int64_t> result_shape(const distribution_batch& p, const distribution_batch& q) {
  const std::array<std::vector<std::int64_t>, 2> shapes{p.shape(), q.shape()};
  return broadcast_shape(shapes);
}

void kl_divergences(const distribution_batch& p, const distribution_batch& q, std::span<double> out, int threads) {
  if (same_family(p, q)) {
    const std::string_view name = p.family()->name;
    const closed::vectorised_family* plan = closed::vectorised(name);
    const closed::scalar_kl scalar = closed::scalar_kl_of(name);
    if (plan != nullptr || scalar != nullptr) {
      const pairs all(p, q);
      need_room(out, all.n, "kl_divergences");
      return plan != nullptr ? vectorised_values(all, *plan, out, threads) : scalar_values(all, scalar, out, threads);
    }
  }
  divergences("kl_divergence", p, q, {}, out, threads);
}

void divergences(std::string_view measure, const distribution_batch& p, const distribution_batch& q,
                 const divergence_options& how, std::span<double> out, int threads) {
  const bool forward = measure == "kl_divergence", reverse = measure == "reverse_kl_divergence";
  if ((forward || reverse) && how.closed_form && same_family(p, q) &&
      closed::scalar_kl_of(p.family()->name) != nullptr) {
    return forward ? kl_divergences(p, q, out, threads) : kl_divergences(q, p, out, threads);
  }
  const pairs all(p, q);
  need_room(out, all.n, "divergences");
  in_parts(all.n, integrals_a_task, threads, [&](std::int64_t first, std::int64_t n) {
    for (std::int64_t i = first; i < first + n; ++i) {
      out[static_cast<std::size_t>(i)] = divergence_between(measure, all.p.at(i), all.q.at(i), how).value;
    }
  });
}

void kl_gradients(const distribution_batch& p, const distribution_batch& q, const batch_gradient& out, int threads) {
  if (p.family() == nullptr || q.family() == nullptr) {
    throw error(errc::unsupported, "kl_gradients", "a side is no family's member; kl_gradient takes any two");
  }
  const pairs all(p, q);
  need_room(out.value, all.n, "kl_gradients");
  if (out.p.size() != p.family()->parameters.size() || out.q.size() != q.family()->parameters.size()) {
    throw error(errc::shape_mismatch, "kl_gradients", "needs room for each parameter's derivatives");
  }
  for (const auto* side : {&out.p, &out.q}) {
    for (const std::span<double> s : *side) {
      need_room(s, all.n, "kl_gradients");
    }
  }
  if (same_family(p, q)) {
    if (const closed::vectorised_family* plan = closed::vectorised(p.family()->name)) {
      return vectorised_gradients(all, *plan, out, threads);
    }
  }
  kl_divergences(p, q, out.value, threads);
  in_parts(all.n, integrals_a_task, threads, [&](std::int64_t first, std::int64_t n) {
    for (std::int64_t i = first; i < first + n; ++i) {
      scalar_gradient(all, i, out);
    }
  });
}

}  // namespace relent
