#include "relent/catalogue/parse_joint_family.hpp"

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "relent/catalogue/parse_distribution.hpp"
#include "relent/core/error.hpp"
#include "relent/core/words.hpp"
#include "relent/distribution/families.hpp"
#include "relent/joint/mvnormal.hpp"
#include "relent/joint/mvnormal_diagonal.hpp"

#include "catalogue/text_cursor.hpp"

namespace relent {
namespace {

std::vector<std::string_view> fitted_names() {
  std::vector<std::string_view> names{"mixture"};
  for (const joint_family_entry& f : joint_families()) {
    if (f.fit != nullptr) {
      names.push_back(f.name);
      names.insert(names.end(), f.aliases.begin(), f.aliases.end());
    }
  }
  return names;
}

error no_family(std::string_view name) {
  if (const family_entry* single = find_family(name)) {
    const bool normal = same_name(single->name, "normal");
    return {errc::unsupported,
            fmt::format("{} is a family of one number, and the target has several{}", single->name,
                        normal ? ": mvnormal, or mvnormal_diagonal" : "; relent families lists those")};
  }
  const std::string meant = suggestion(name, fitted_names());
  return {errc::unknown_name, fmt::format("no family {} of several numbers{}", quoted(name),
                                          meant.empty() ? "; relent families lists them" : meant)};
}

std::size_t component_count(double k) {
  if (!(k >= 1 && k <= 1000 && k == std::floor(k))) {
    throw bad_value("fit", "components", std::nullopt, k, "a whole number from 1 to 1000", errc::out_of_range);
  }
  return static_cast<std::size_t>(k);
}

joint_fit_family mixture_family(text_cursor& cursor) {
  joint_fit_family out;
  if (!cursor.take('(')) {
    return out;
  }
  out.components = component_count(cursor.number());
  if (cursor.take(',')) {
    cursor.skip_blanks();
    const std::string_view kind = cursor.word();
    if (!same_name(kind, "diagonal") && !same_name(kind, "full")) {
      throw cursor.fault(kind.empty() ? cursor.rest() : kind, "\"full\" or \"diagonal\" is needed");
    }
    out.diagonal = same_name(kind, "diagonal");
  }
  cursor.demand(')', "to close the parameters");
  return out;
}

void set_components(joint_fit_family& family, std::string_view components) {
  if (components.empty()) {
    return;
  }
  if (family.members != nullptr) {
    if (family.members->name != mvnormal::name && family.members->name != mvnormal_diagonal::name) {
      throw error(errc::unsupported,
                  "components are of mixtures of normals: family mixture, mvnormal or mvnormal_diagonal");
    }
    family.diagonal = family.members->name == mvnormal_diagonal::name;
    family.members = nullptr;
  }
  family.components = 0;
  family.choose = component_choice::bic;
  if (same_name(components, "auto")) {
    return;
  }
  if (same_name(components, "cv")) {
    family.choose = component_choice::cross_validation;
    return;
  }
  text_cursor cursor(components);
  cursor.skip_blanks();
  if (!cursor.at_number()) {
    throw error(errc::syntax, fmt::format("components {}: a whole number, auto or cv is needed", quoted(components)));
  }
  family.components = component_count(cursor.number());
}

}  // namespace

bool of_several_numbers(const operand& what) noexcept {
  return std::holds_alternative<joint_distribution>(what.content) ||
         std::holds_alternative<joint_samples>(what.content);
}

joint_fit_family parse_joint_family(std::string_view text, std::string_view components) {
  text_cursor cursor(text);
  cursor.skip_blanks();
  const std::string_view name = cursor.word();
  joint_fit_family out;
  if (same_name(name, "mixture")) {
    out = mixture_family(cursor);
  } else {
    out.members = find_joint_family(name);
    if (out.members == nullptr) {
      throw no_family(name.empty() ? text : name);
    }
    if (cursor.take('(') && !cursor.take(')')) {
      throw cursor.fault(cursor.rest(), fmt::format("parameters of {} are not held;", out.members->name),
                         errc::unsupported);
    }
  }
  cursor.skip_blanks();
  if (!cursor.rest().empty()) {
    throw cursor.fault(cursor.rest(), fmt::format("{} was not expected", quoted(cursor.rest().substr(0, 1))));
  }
  set_components(out, components);
  return out;
}

joint_rank_model parse_joint_model(std::string_view text) {
  text_cursor cursor(text);
  cursor.skip_blanks();
  const std::string_view name = cursor.word();
  if (same_name(name, "mixture") || (!name.empty() && !cursor.next_is('('))) {
    return parse_joint_family(text);
  }
  const any_distribution known = parse_any_distribution(text);
  if (const auto* several = std::get_if<joint_distribution>(&known)) {
    return *several;
  }
  throw error(errc::unsupported, fmt::format("{} is of one number, and the data have several", quoted(text)));
}

joint_fit_target as_joint_fit_target(const operand& what) {
  if (const auto* d = std::get_if<joint_distribution>(&what.content)) {
    return *d;
  }
  return as_observed_rows(what);
}

observed_rows as_observed_rows(const operand& what) {
  const auto* rows = std::get_if<joint_samples>(&what.content);
  if (rows == nullptr) {
    throw error(errc::unsupported, fmt::format("{} is no data: columns of numbers are needed", quoted(what.text)));
  }
  if (!rows->weights.empty()) {
    throw error(errc::unsupported, "weighted observations of several numbers are not fitted");
  }
  return {rows->rows};
}

}  // namespace relent
