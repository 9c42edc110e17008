#include "relent/catalogue/parse_family.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "relent/catalogue/parse_distribution.hpp"
#include "relent/core/error.hpp"
#include "relent/core/words.hpp"
#include "relent/joint/joint_families.hpp"

#include "catalogue/text_cursor.hpp"

namespace relent {
namespace {

error no_family(std::string_view name) {
  if (const joint_family_entry* several = find_joint_family(name)) {
    return {errc::unsupported,
            fmt::format("{} is a family of several numbers, and here there is one{}", several->name,
                        several->name.starts_with("mvnormal") ? ": normal" : "; relent families lists those")};
  }
  std::vector<std::string_view> names{"mixture"};
  for (const family_entry& f : families()) {
    names.push_back(f.name);
    names.insert(names.end(), f.aliases.begin(), f.aliases.end());
  }
  const std::string meant = suggestion(name, names);
  return {errc::unknown_name,
          fmt::format("no family {}{}", quoted(name), meant.empty() ? "; relent families lists them" : meant)};
}

fit_family mixture_family(text_cursor& cursor) {
  fit_family out;
  if (cursor.take('(')) {
    const std::string_view at = cursor.rest();
    const double k = cursor.number();
    if (!(k >= 1 && k <= 1000 && k == std::floor(k))) {
      throw cursor.fault(at, "components must be a whole number from 1 to 1000", errc::out_of_range);
    }
    out.components = static_cast<std::size_t>(k);
    cursor.demand(')', "to close the parameters");
  }
  return out;
}

std::size_t parameter_index(const family_entry& family, std::string_view name, const text_cursor& cursor) {
  const std::string_view full = same_name(name, "n") ? "trials" : name;
  for (std::size_t i = 0; i < family.parameters.size(); ++i) {
    if (same_name(full, family.parameters[i].name)) {
      return i;
    }
  }
  throw cursor.fault(name, fmt::format("{} has no parameter {}", family.name, quoted(name)), errc::unknown_name);
}

bool joint(const std::vector<std::int64_t>& shape) { return shape.size() > 1; }

std::vector<double> shares_of(const std::vector<double>& counts) {
  const double sum = std::accumulate(counts.begin(), counts.end(), 0.0);
  std::vector<double> out;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (!(counts[i] >= 0 && std::isfinite(counts[i]))) {
      throw bad_value("", "counts", static_cast<std::int64_t>(i), counts[i], ">= 0");
    }
    out.push_back(counts[i] / sum);
  }
  if (!(sum > 0)) {
    throw error(errc::empty, "the counts sum to 0");
  }
  return out;
}

masses_at from_zero(std::vector<double> shares) {
  masses_at out{std::vector<double>(shares.size()), std::move(shares)};
  std::iota(out.places.begin(), out.places.end(), 0.0);
  return out;
}

[[noreturn]] void refuse(const operand& what) {
  throw error(errc::unsupported,
              fmt::format("{} cannot be fitted: numbers, counts, masses or a distribution of one number are needed",
                          quoted(what.text)));
}

void refuse_weights(const samples& s) {
  if (!s.weights.empty()) {
    throw error(errc::unsupported, "weighted observations are not fitted");
  }
}

}  // namespace

fit_family parse_family(std::string_view text) {
  text_cursor cursor(text);
  cursor.skip_blanks();
  const std::string_view name = cursor.word();
  fit_family out;
  if (same_name(name, "mixture")) {
    out = mixture_family(cursor);
  } else {
    out.members = find_family(name);
    if (out.members == nullptr) {
      throw no_family(name.empty() ? text : name);
    }
    if (cursor.take('(') && !cursor.take(')')) {
      out.held.resize(out.members->parameters.size());
      do {
        cursor.skip_blanks();
        const std::string_view held = cursor.word();
        if (held.empty()) {
          throw cursor.fault(cursor.rest(), "a parameter that is held has a name, as in binomial(trials=10);");
        }
        const std::size_t i = parameter_index(*out.members, held, cursor);
        cursor.demand('=', "behind a parameter's name");
        out.held[i] = cursor.number();
      } while (cursor.take(','));
      cursor.demand(')', "to close the parameters");
    }
  }
  cursor.skip_blanks();
  if (!cursor.rest().empty()) {
    throw cursor.fault(cursor.rest(), fmt::format("{} was not expected", quoted(cursor.rest().substr(0, 1))));
  }
  return out;
}

rank_model parse_model(std::string_view text) {
  text_cursor cursor(text);
  cursor.skip_blanks();
  const std::string_view name = cursor.word();
  if (!name.empty() && !cursor.next_is('(')) {
    return parse_family(text);
  }
  if (same_name(name, "mixture")) {
    return parse_family(text);
  }
  const family_entry* family = find_family(name);
  const auto named = static_cast<std::size_t>(std::ranges::count(text, '='));
  const bool only_named = named > 0 && static_cast<std::size_t>(std::ranges::count(text, ',')) + 1 == named;
  if (family != nullptr && only_named && named < family->parameters.size()) {
    return parse_family(text);
  }
  return parse_distribution(text);
}

fit_target as_fit_target(const operand& what) {
  if (const auto* d = std::get_if<distribution>(&what.content)) {
    return *d;
  }
  if (const auto* s = std::get_if<samples>(&what.content)) {
    refuse_weights(*s);
    return observed_values{s->values};
  }
  if (const auto* m = std::get_if<masses>(&what.content); m != nullptr && !joint(m->shape)) {
    return from_zero(m->values);
  }
  if (const auto* c = std::get_if<counts>(&what.content); c != nullptr && !joint(c->shape)) {
    return from_zero(shares_of(c->values));
  }
  refuse(what);
}

rank_data as_rank_data(const operand& what) {
  if (const auto* s = std::get_if<samples>(&what.content)) {
    refuse_weights(*s);
    return observed_values{s->values};
  }
  if (const auto* m = std::get_if<masses>(&what.content); m != nullptr && !joint(m->shape)) {
    return from_zero(m->values);
  }
  if (const auto* c = std::get_if<counts>(&what.content); c != nullptr && !joint(c->shape)) {
    return counted{c->values};
  }
  throw error(errc::unsupported,
              fmt::format("{} is no data: a column of numbers, counts or masses are needed", quoted(what.text)));
}

}  // namespace relent
