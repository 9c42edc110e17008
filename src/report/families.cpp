#include "relent/distribution/families.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "relent/joint/joint_families.hpp"
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
template <class Family>
std::string signature(const Family& f) {
  std::string out = fmt::format("{}(", f.name);
  for (const parameter_info& p : f.parameters) {
    out += fmt::format("{}{}", &p == f.parameters.data() ? "" : ", ", p.name);
    out += p.default_value ? fmt::format(" = {}", *p.default_value) : "";
  }
  return out + ")";
}

template <class Family>
std::string requirements(const Family& f) {
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

/// What is said of one family, of one number or of several.
template <class Family>
std::string entry_text(const Family& f, const paint& colours, std::size_t width) {
  return colours.strong(signature(f)) +
         (f.aliases.empty() ? "" : fmt::format("  (also {})", fmt::join(f.aliases, ", "))) + '\n' +
         line("parameters", requirements(f), width) + line(f.discrete ? "mass" : "density", f.formula, width) +
         line("support", f.support, width) + '\n';
}

template <class Family>
object entry_json(const Family& f, bool joint) {
  object parameters = object::array();
  for (const parameter_info& p : f.parameters) {
    parameters.push_back(parameter_json(p));
  }
  return {{"name", f.name},
          {"aliases", std::vector<std::string>(f.aliases.begin(), f.aliases.end())},
          {"parameters", std::move(parameters)},
          {"discrete", f.discrete},
          {"joint", joint},
          {"formula", f.formula},
          {"support", f.support}};
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
        out += entry_text(f, colours, width);
      }
    }
  }
  out += fmt::format("\n{}\n\n", colours.strong("Several numbers at once"));
  for (const joint_family_entry& f : joint_families()) {
    out += entry_text(f, colours, width);
  }
  out += fmt::format("\n{}\n\n", colours.strong("Built from others"));
  out += "  0.5*normal(-2, 1) + 0.5*normal(2, 1)   a mixture\n";
  out += "  affine(gamma(2, 1), shift, factor)     shift + factor X\n";
  out += "  truncated(normal(0, 1), low, high)     X given low <= X <= high; -inf and inf leave an end open\n";
  out += "  exp(normal(0, 1)), log(gamma(2, 1))    e^X, and the logarithm of an X >= 0\n";
  out += "  independent(normal(0, 1), gamma(2, 1)) several numbers, each with its own distribution\n\n";
  return out + "Parameters may be named, normal(mean=0, sd=1); numbers may be fractions, 1/3, and use pi.\n";
}

std::string families_json() {
  object out{{"families", object::array()}};
  for (const family_entry& f : families()) {
    out["families"].push_back(entry_json(f, false));
  }
  for (const joint_family_entry& f : joint_families()) {
    out["families"].push_back(entry_json(f, true));
  }
  return pretty(out);
}

}  // namespace relent
