#include "report/association_words.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "report/number_text.hpp"
#include "report/safe_text.hpp"

namespace relent::report {

std::size_t dependent_pairs(const associations& a) {
  return static_cast<std::size_t>(std::ranges::count_if(
      a.pairs, [](const association& p) { return p.adjusted_p_value && *p.adjusted_p_value < association_alpha; }));
}

std::string headline(const associations& a) {
  const std::size_t n = dependent_pairs(a);
  if (n == 0) {
    return fmt::format("none of {} is more dependent than chance explains",
                       how_many(std::ssize(a.pairs), "pair", "pairs"));
  }
  const auto first = std::ranges::find_if(
      a.pairs, [](const association& p) { return p.adjusted_p_value && *p.adjusted_p_value < association_alpha; });
  return fmt::format("{} of {} depend{} on each other, {} and {} most", n,
                     how_many(std::ssize(a.pairs), "pair", "pairs"), n == 1 ? "s" : "", printable(first->x),
                     printable(first->y));
}

std::string what_was_read(const associations& a) {
  const std::string rows = a.rows_used < a.rows
                               ? fmt::format("{} of {}", thousands(a.rows_used), how_many(a.rows, "row", "rows"))
                               : how_many(a.rows, "row", "rows");
  return fmt::format("{}   {}, {}, {} s", rows, how_many(std::ssize(a.columns), "column", "columns"),
                     how_many(std::ssize(a.pairs), "pair", "pairs"),
                     a.seconds < 0.1 ? significant(a.seconds, 1) : fmt::format("{:.1f}", a.seconds));
}

std::string information_text(const association& a) { return value_text(a.mutual_information.estimate, 4); }

std::string range_text(const association& a) {
  const estimate& e = a.mutual_information.estimate;
  return e.interval ? interval_text(*e.interval) : "-";
}

std::string skipped_text(const associations& a) {
  std::string out;
  for (const skipped_column& s : a.skipped) {
    out += fmt::format("{}{}: {}", out.empty() ? "" : "; ", printable(s.name), printable(s.reason));
  }
  return out;
}

}  // namespace relent::report
