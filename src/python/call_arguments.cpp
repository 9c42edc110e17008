#include "call_arguments.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nanobind/stl/string.h>

#include "relent/core/error.hpp"

namespace nb = nanobind;

namespace relent::python {

std::string parameter_words(const parameter_info& p) {
  return p.default_value ? fmt::format("{} = {}", p.name, *p.default_value) : std::string(p.name);
}

std::string signature_words(std::string_view family, std::span<const parameter_info> parameters) {
  std::vector<std::string> words;
  for (const parameter_info& p : parameters) {
    words.push_back(parameter_words(p));
  }
  return fmt::format("{}({})", family, fmt::join(words, ", "));
}

std::vector<nb::object> call_arguments(std::string_view family, std::span<const parameter_info> parameters,
                                       const nb::args& args, const nb::kwargs& kwargs) {
  std::vector<std::string_view> names;
  for (const parameter_info& p : parameters) {
    names.push_back(p.name);
  }
  if (args.size() > names.size()) {
    throw error(errc::type_mismatch, family,
                fmt::format("takes {} parameter{} ({}), {} are given", names.size(), names.size() == 1 ? "" : "s",
                            fmt::join(names, ", "), args.size()));
  }
  std::vector<nb::object> out(names.size());
  for (std::size_t i = 0; i < args.size(); ++i) {
    out[i] = args[i];
  }
  for (const auto& [key, value] : kwargs) {
    const auto name = nb::cast<std::string>(key);
    const auto found = std::ranges::find(names, name);
    if (found == names.end()) {
      throw error(errc::type_mismatch, family,
                  fmt::format("no parameter \"{}\"; it has {}", name, fmt::join(names, ", ")));
    }
    nb::object& place = out[static_cast<std::size_t>(found - names.begin())];
    if (place.is_valid()) {
      throw error(errc::type_mismatch, family, fmt::format("{} is given twice", name));
    }
    place = nb::borrow(value);
  }
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (!out[i].is_valid() && !parameters[i].default_value) {
      throw error(errc::type_mismatch, family,
                  fmt::format("needs {}; {} is missing", fmt::join(names, ", "), names[i]));
    }
  }
  return out;
}

}  // namespace relent::python
