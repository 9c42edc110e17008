#include "report/line_unit.hpp"

#include <algorithm>

#include "relent/catalogue/measure_entry.hpp"

namespace relent::report {

std::string_view line_unit(std::string_view measure) {
  const auto all = measures();
  const auto entry = std::ranges::find(all, measure, &measure_entry::name);
  if (entry == all.end() || !entry->on_line) {
    return {};
  }
  return entry->unit_power == 1 ? "in the unit of x" : "in the root of the unit of x";
}

}  // namespace relent::report
