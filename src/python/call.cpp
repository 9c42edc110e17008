#include "call.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <numeric>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <nanobind/stl/string.h>

#include "relent/core/error.hpp"

namespace nb = nanobind;

namespace relent::python {

unit to_unit(nb::handle text) {
  if (PyUnicode_Check(text.ptr()) == 0) {
    throw error(errc::type_mismatch, "unit must be \"nats\", \"bits\" or \"bans\"");
  }
  return parse_unit(nb::cast<std::string>(text));
}

mi_normaliser to_normaliser(const std::string& text) {
  constexpr std::array<std::pair<std::string_view, mi_normaliser>, 7> known{{
      {"arithmetic", mi_normaliser::arithmetic},
      {"geometric", mi_normaliser::geometric},
      {"minimum", mi_normaliser::minimum},
      {"min", mi_normaliser::minimum},
      {"maximum", mi_normaliser::maximum},
      {"max", mi_normaliser::maximum},
      {"joint", mi_normaliser::joint},
  }};
  for (const auto& [name, value] : known) {
    if (text == name) {
      return value;
    }
  }
  throw error(errc::unknown_name,
              fmt::format("normaliser \"{}\" is not one of arithmetic, geometric, minimum, maximum, joint", text));
}

std::span<const double> places_in(const places& support) {
  if (!support) {
    return {};
  }
  if (support->empty()) {
    throw error(errc::empty, "support is empty, must have one position for each mass");
  }
  return *support;
}

mass_mode to_mode(bool normalize, bool generalized) {
  if (normalize && generalized) {
    throw error(errc::out_of_range, "normalize and generalized exclude each other: masses are either scaled or kept");
  }
  return normalize ? mass_mode::normalise : generalized ? mass_mode::generalised : mass_mode::strict;
}

namespace {

void need_axis(const array_argument& a, const char* name) {
  if (a.dimensions() == 0) {
    throw error(errc::shape_mismatch, fmt::format("{} is a single number, an array of masses is needed", name));
  }
}

std::int64_t product(const std::vector<std::int64_t>& shape) noexcept {
  return std::accumulate(shape.begin(), shape.end(), std::int64_t{1}, std::multiplies<>());
}

bool in_c_order(const array_view& a) noexcept {
  std::int64_t step = 1;
  for (std::size_t i = a.shape.size(); i-- > 0;) {
    if (a.shape[i] != 1 && a.strides[i] != step) {
      return false;
    }
    step *= a.shape[i];
  }
  return true;
}

}  // namespace

call_arrays::call_arrays(const measure_entry& entry, nb::handle p, nb::handle q) : joint_(entry.takes == arity::joint) {
  const char* const first = joint_ ? "table" : "p";
  p_.emplace(p, first);
  need_axis(*p_, first);
  give_ = p_->library();
  if (entry.takes == arity::two) {
    q_.emplace(q, "q");
    need_axis(*q_, "q");
    give_ = q_->library() == library::torch ? library::torch : give_;
  }
  if (joint_) {
    if (!in_c_order(p_->view())) {
      p_.emplace(contiguous(p), first);
    }
    row_ = {p_->view().data, p_->view().type, {product(p_->view().shape)}, {1}};
  }
}

bool call_arrays::plain() const noexcept {
  return p().shape.size() == 1 && (!q_ || (q_->dimensions() == 1 && q_->view().shape[0] == p().shape[0]));
}

std::int64_t call_arrays::elements() const noexcept {
  return std::max(product(p().shape), q_ ? product(q_->view().shape) : 0);
}

void call_arrays::shape_into(parameters& how) const noexcept {
  if (joint_) {
    how.table_shape = p_->view().shape;
  }
}

}  // namespace relent::python
