#include "relent/distribution/families.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "relent/report/catalogue.hpp"

#include "report/json_value.hpp"
#include "report/number_text.hpp"
#include "report/paint.hpp"
#include "report/safe_text.hpp"

namespace relent {
namespace {

using namespace report;
using object = nlohmann::ordered_json;

constexpr std::size_t indent = 13;

/// `student_t(df, location = 0, scale = 1)`.
std::string signature(const family_entry& f) {
  std::string out = fmt::format("{}(", f.name);
  for (const parameter_info& p : f.parameters) {
    out += fmt::format("{}{}", &p == f.parameters.data() ? "" : ", ", p.name);
    out += p.default_value ? fmt::format(" = {}", *p.default_value) : "";
  }
  return out + ")";
}

std::string requirements(const family_entry& f) {
  std::string out;
  for (const parameter_info& p : f.parameters) {
    out += fmt::format("{}{} {}", out.empty() ? "" : ", ", p.name, p.requirement);
  }
  return out;
}

std::string line(std::string_view what, std::string_view text, std::size_t width) {
  return labelled_line(what, text, width, indent);
}

object parameter_json(const parameter_info& p) {
  constexpr std::array<std::string_view, 3> kinds{"number", "list", "matrix"};
  return {{"name", p.name},
          {"requirement", p.requirement},
          {"kind", kinds[static_cast<std::size_t>(p.kind)]},
          {"default", p.default_value ? object(*p.default_value) : object()}};
}

}  // namespace

std::string families_text(const text_style& style) {
  const paint colours{style.colour};
  const auto width = static_cast<std::size_t>(std::max(style.width, 40));
  std::string out;
  for (const bool discrete : {true, false}) {
    out += fmt::format("{}{}\n\n", out.empty() ? "" : "\n",
                       colours.strong(discrete ? "On whole numbers" : "With a density"));
    for (const family_entry& f : families()) {
      if (f.discrete == discrete) {
        out += colours.strong(signature(f)) +
               (f.aliases.empty() ? "" : fmt::format("  (also {})", fmt::join(f.aliases, ", "))) + '\n' +
               line("parameters", requirements(f), width) + line(discrete ? "mass" : "density", f.formula, width) +
               line("support", f.support, width) + '\n';
      }
    }
  }
  out += fmt::format("{}\n\n", colours.strong("Built from others"));
  out += "  0.5*normal(-2, 1) + 0.5*normal(2, 1)   a mixture\n";
  out += "  affine(gamma(2, 1), shift, factor)     shift + factor X\n";
  out += "  truncated(normal(0, 1), low, high)     X given low <= X <= high; -inf and inf leave an end open\n\n";
  return out + "Parameters may be named, normal(mean=0, sd=1); numbers may be fractions, 1/3, and use pi.\n";
}

std::string families_json() {
  object out{{"families", object::array()}};
  for (const family_entry& f : families()) {
    object parameters = object::array();
    for (const parameter_info& p : f.parameters) {
      parameters.push_back(parameter_json(p));
    }
    out["families"].push_back({{"name", f.name},
                               {"aliases", std::vector<std::string>(f.aliases.begin(), f.aliases.end())},
                               {"parameters", std::move(parameters)},
                               {"discrete", f.discrete},
                               {"formula", f.formula},
                               {"support", f.support}});
  }
  return pretty(out);
}

}  // namespace relent
