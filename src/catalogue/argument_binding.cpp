#include "catalogue/argument_binding.hpp"

#include <array>
#include <cstddef>
#include <string>

#include <fmt/format.h>

#include "relent/core/words.hpp"

#include "catalogue/text_fault.hpp"

namespace relent {
namespace {

/// Which parameter an argument is, by its name or its place.
std::size_t which(const signature& what, const argument& a, std::size_t index, std::string_view text) {
  const std::span<const parameter_info> parameters = what.parameters;
  if (parameters.empty()) {
    throw fault_at(a.name.empty() ? a.text : a.name, text,
                   fmt::format("{} takes {} and nothing else,", what.name, what.before));
  }
  if (a.name.empty()) {
    if (index >= parameters.size()) {
      throw fault_at(a.text, text,
                     fmt::format("{} has {} parameter{} ({}), one more is given", what.name, parameters.size(),
                                 parameters.size() == 1 ? "" : "s", parameter_names(what)));
    }
    return index;
  }
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    if (same_name(a.name, parameters[i].name)) {
      return i;
    }
  }
  throw text_fault(text,
                   fmt::format("{} has no parameter {} at column {}; it has {}", what.name, quoted(a.name),
                               column_of(a.name, text), parameter_names(what)),
                   errc::unknown_name);
}

void check_kind(const parameter_info& p, const argument& a, std::string_view text) {
  if (!a.value) {
    throw fault_at(a.text, text, fmt::format("{} must be a number, not a distribution,", p.name), errc::type_mismatch);
  }
  if (a.value->index() != static_cast<std::size_t>(p.kind)) {
    constexpr std::array<std::string_view, 3> words{"one number", "a list of numbers, as in [0.2, 0.8],",
                                                    "a matrix, as in [[1, 0], [0, 1]],"};
    throw fault_at(a.text, text, fmt::format("{} must be {}", p.name, words[static_cast<std::size_t>(p.kind)]),
                   errc::type_mismatch);
  }
}

}  // namespace

std::string parameter_names(const signature& what) {
  std::string out;
  for (const parameter_info& p : what.parameters) {
    out += (out.empty() ? "" : ", ") + std::string(p.name);
  }
  return out;
}

bound_arguments bind_arguments(const signature& what, std::span<const argument> given, std::string_view at,
                               std::string_view text) {
  const std::size_t n = what.parameters.size();
  std::vector<const argument*> found(n, nullptr);
  for (std::size_t i = 0; i < given.size(); ++i) {
    const std::size_t to = which(what, given[i], i, text);
    if (found[to] != nullptr) {
      throw fault_at(given[i].name, text, fmt::format("{} is given twice, again", what.parameters[to].name));
    }
    check_kind(what.parameters[to], given[i], text);
    found[to] = &given[i];
  }
  bound_arguments out;
  for (std::size_t i = 0; i < n; ++i) {
    const parameter_info& p = what.parameters[i];
    if (found[i] == nullptr && !p.default_value) {
      throw fault_at(at, text,
                     fmt::format("{} needs {}{}{}; {} is missing", what.name, what.before,
                                 what.before.empty() ? "" : ", ", parameter_names(what), p.name));
    }
    out.values.push_back(found[i] != nullptr ? *found[i]->value : parameter_value{*p.default_value});
    out.places.push_back(found[i] != nullptr ? found[i]->text : at);
  }
  return out;
}

error placed(const error& refusal, const signature& what, const bound_arguments& bound, std::string_view at,
             std::string_view text) {
  const std::string& message = refusal.message();
  const std::size_t must = message.find(", must be");
  for (std::size_t i = 0; i < bound.places.size() && must != std::string::npos; ++i) {
    const std::string_view name = what.parameters[i].name;
    if (message.starts_with(name) && message.size() > name.size() &&
        (message[name.size()] == ' ' || message[name.size()] == '[')) {
      return text_fault(text,
                        fmt::format("{} at column {}{}", message.substr(0, must), column_of(bound.places[i], text),
                                    message.substr(must)),
                        refusal.code());
    }
  }
  return fault_at(at, text, message + ",", refusal.code());
}

}  // namespace relent
