#include "transport/grid_costs.hpp"

#include <algorithm>
#include <functional>
#include <utility>

#include "kernel/least_sums.hpp"
#include "transport/grid_axes.hpp"

namespace relent::transporting {
namespace {

/// One axis of a (min, +) product: to[o][j][x] = min_l from[o][l][x] + costs[step * l - j] with the costs of steps
/// counted from `costs`, of n_l and n_j places, `outer` times, with `inner` numbers x.
void sweep_axis(const double* from, std::size_t n_l, double* to, std::size_t n_j, std::size_t outer, std::size_t inner,
                const double* costs, std::ptrdiff_t step, double* where) {
  for (std::size_t o = 0; o < outer; ++o) {
    const double* const in = from + o * n_l * inner;
    double *const out = to + o * n_j * inner, *const at = where + o * n_j * inner;
    if (inner == 1) {
      kernel::least_sums(costs, -step, in, 1, n_l, n_j, out, at);
      continue;
    }
    for (std::size_t j = 0; j < n_j; ++j) {
      kernel::least_sums(in, static_cast<std::ptrdiff_t>(inner), costs + j, -step, n_l, inner, out + j * inner,
                         at + j * inner);
    }
  }
}

}  // namespace

grid_costs::grid_costs(const regular_grid& grid)
    : swept_costs(grid.size(), grid.size()),
      coordinates_(rows() * grid.shape.size()),
      room_(padded()),
      steps_(grid.shape.size(), std::vector<double>(rows())) {
  std::size_t stride = rows();
  for (std::size_t k = 0; k < grid.shape.size(); ++k) {
    stride /= grid.shape[k];
    axis along{grid.shape[k], stride, step_costs(grid, k), {}};
    const auto length = static_cast<std::ptrdiff_t>(along.length), coarse = (length + 1) / 2;
    for (std::ptrdiff_t x = -2 * (coarse - 1); x < length; ++x) {
      along.half_off.push_back(step_cost(grid, k, static_cast<double>(x) - 0.5));
    }
    largest_ += along.costs.front();
    axes_.push_back(std::move(along));
  }
  for (std::size_t i = 0; i < rows(); ++i) {
    for (std::size_t k = 0; k < axes_.size(); ++k) {
      coordinates_[i * axes_.size() + k] = static_cast<std::uint32_t>(i / axes_[k].stride % axes_[k].length);
    }
  }
  for (auto& buffer : swept_) {
    buffer.resize(rows());
  }
}

const double* grid_costs::row(std::size_t i, double* room) const noexcept {
  // The costs along the first axis, then each of them spread along the next.
  const std::uint32_t* const from = coordinates_.data() + i * axes_.size();
  room[0] = 0;
  std::size_t n = 1;
  for (std::size_t k = 0; k < axes_.size(); ++k) {
    const std::size_t length = axes_[k].length;
    const double* const costs = axes_[k].costs.data() + (length - 1 - from[k]);
    for (std::size_t o = n; o-- > 0;) {
      const double before = room[o];
      double* const to = room + o * length;
      for (std::size_t l = 0; l < length; ++l) {
        to[l] = before + costs[l];
      }
    }
    n *= length;
  }
  return room;
}

kernel::least_cost grid_costs::least_below(std::size_t i, const double* offset, double bound) const noexcept {
  return kernel::least_below(row(i, room_.data()), columns(), offset, bound);
}

double grid_costs::at(std::size_t i, std::size_t j) const noexcept {
  const std::uint32_t* const from = coordinates_.data() + i * axes_.size();
  const std::uint32_t* const to = coordinates_.data() + j * axes_.size();
  double sum = 0;
  for (std::size_t k = 0; k < axes_.size(); ++k) {
    sum += axes_[k].costs[axes_[k].length - 1 + to[k] - from[k]];
  }
  return sum;
}

void grid_costs::least_of_all(const double* offset, double* sums, std::size_t* columns) const noexcept {
  const std::size_t n = rows();
  const double* from = offset;
  for (std::size_t k = axes_.size(); k-- > 0;) {
    const axis& along = axes_[k];
    double* const to = k == 0 ? sums : swept_[k % 2].data();
    sweep_axis(from, along.length, to, along.length, n / (along.length * along.stride), along.stride,
               along.costs.data() + (along.length - 1), 1, steps_[k].data());
    from = to;
  }
  for (std::size_t i = 0; i < n; ++i) {
    std::size_t at = i;
    for (std::size_t k = 0; k < axes_.size(); ++k) {
      at += (static_cast<std::size_t>(steps_[k][at]) - coordinates_[i * axes_.size() + k]) * axes_[k].stride;
    }
    columns[i] = at;
  }
}

std::vector<std::size_t> grid_costs::halved() const {
  std::vector<std::size_t> out;
  for (const axis& along : axes_) {
    out.push_back((along.length + 1) / 2);
  }
  return out;
}

std::vector<double> grid_costs::gathered(std::span<const double> masses) const {
  const std::vector<std::size_t> shape = halved();
  std::vector<double> out(regular_grid{shape}.size(), 0.0);
  for (std::size_t i = 0; i < rows(); ++i) {
    std::size_t at = 0;
    for (std::size_t k = 0; k < axes_.size(); ++k) {
      at = at * shape[k] + coordinates_[i * axes_.size() + k] / 2;
    }
    out[at] += masses[i];
  }
  return out;
}

std::vector<double> grid_costs::finer(const std::vector<double>& u) const {
  const std::vector<std::size_t> shape = halved();
  std::vector<double> from(u.size()), to, where(rows());
  std::ranges::transform(u, from.begin(), std::negate<>());
  std::size_t outer = u.size();
  for (std::size_t k = axes_.size(); k-- > 0;) {
    const axis& along = axes_[k];
    outer /= shape[k];
    to.resize(outer * along.length * along.stride);
    sweep_axis(from.data(), shape[k], to.data(), along.length, outer, along.stride,
               along.half_off.data() + 2 * (shape[k] - 1), 2, where.data());
    from.swap(to);
  }
  return from;
}

}  // namespace relent::transporting
