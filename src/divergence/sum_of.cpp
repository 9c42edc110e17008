#include "sum_of.hpp"

#include <cmath>

namespace relent {

estimate sum_of(estimate a, const estimate& b) {
  a.value += b.value;
  const bool finite = std::isfinite(a.value);
  if (a.standard_error || b.standard_error) {
    a.standard_error = std::hypot(a.standard_error.value_or(0), b.standard_error.value_or(0));
    const auto half = [](const estimate& e) { return e.interval ? (e.interval->upper - e.interval->lower) / 2 : 0; };
    const double reach = std::hypot(half(a), half(b));
    a.interval = {a.value - reach, a.value + reach};
    a.level = a.level ? a.level : b.level;
    a.error_bound.reset();
  } else {
    a.error_bound = finite ? a.error_bound.value_or(0) + b.error_bound.value_or(0) : 0;
  }
  const auto rank = [](method m) { return m == method::monte_carlo ? 2 : m == method::quadrature ? 1 : 0; };
  a.method = rank(b.method) > rank(a.method) ? b.method : a.method;
  a.notes.insert(a.notes.end(), b.notes.begin(), b.notes.end());
  return a;
}

}  // namespace relent
