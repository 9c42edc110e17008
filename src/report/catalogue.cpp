#include "relent/report/catalogue.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "relent/catalogue/answer.hpp"

#include "report/json_value.hpp"
#include "report/number_text.hpp"
#include "report/paint.hpp"
#include "report/safe_text.hpp"

namespace relent {
namespace {

using namespace report;
using object = nlohmann::ordered_json;

constexpr std::size_t indent = 11;

std::string_view name_of(arity takes) { return takes == arity::one ? "one" : takes == arity::two ? "two" : "joint"; }

std::string_view heading(arity takes) {
  return takes == arity::one   ? "Of one distribution"
         : takes == arity::two ? "Between two distributions"
                               : "Of a joint table";
}

std::string properties(const measure_entry& m) {
  std::string out;
  const auto add = [&](bool holds, const std::string& word) {
    if (holds) {
      out += (out.empty() ? "" : ", ") + word;
    }
  };
  add(m.metric, "a metric");
  add(m.symmetric && !m.metric, "symmetric");
  add(m.monotone, "cannot grow when elements are merged");
  add(m.on_line, m.unit_power == 1 ? "has the unit of x" : "has the root of the unit of x");
  add(!m.in_units && !m.on_line, "has no unit");
  add(!m.parameter.empty(), fmt::format("has a parameter, {}", m.parameter));
  return out;
}

std::string line(std::string_view what, std::string_view text, std::size_t width) {
  return labelled_line(what, text, width, indent);
}

std::string entry_text(const measure_entry& m, std::size_t width, const paint& colours) {
  std::string out = colours.strong(std::string(m.name));
  if (!m.aliases.empty()) {
    out += fmt::format("  ({})", fmt::join(m.aliases, ", "));
  }
  return out + '\n' + line("formula", m.formula, width) + line("range", m.range, width) +
         line("at zero", m.zeros, width) + line("is", properties(m), width) + line("source", m.source, width) + '\n';
}

object entry_json(const measure_entry& m) {
  return {{"name", m.name},
          {"aliases", std::vector<std::string>(m.aliases.begin(), m.aliases.end())},
          {"label", m.label},
          {"takes", name_of(m.takes)},
          {"formula", m.formula},
          {"range", m.range},
          {"zeros", m.zeros},
          {"source", m.source},
          {"in_units", m.in_units},
          {"symmetric", m.symmetric},
          {"metric", m.metric},
          {"zero_on_equal", m.zero_on_equal},
          {"monotone", m.monotone},
          {"bound", number(m.bound)},
          {"on_line", m.on_line},
          {"parameter", m.parameter.empty() ? object() : object(m.parameter)},
          {"by_default", m.by_default}};
}

}  // namespace

std::string catalogue_text(const text_style& style) {
  const paint colours{style.colour};
  const auto width = static_cast<std::size_t>(std::max(style.width, 40));
  std::string out = "Logarithms are natural; --unit bits or bans converts the answer.\n";
  for (const arity takes : {arity::one, arity::two, arity::joint}) {
    out += fmt::format("\n{}\n\n", colours.strong(std::string(heading(takes))));
    for (const measure_entry& m : measures()) {
      if (m.takes == takes) {
        out += entry_text(m, width, colours);
      }
    }
  }
  out += fmt::format("\n{}\n\n", colours.strong("How operands are answered"));
  for (const route& r : routes()) {
    const std::string operands = r.q.empty() ? std::string(r.p) : fmt::format("{} x {}", r.p, r.q);
    out += fmt::format("{:<29} {:<13} {}\n", operands, name(r.method), wrap(r.words, width, 44));
  }
  return out;
}

std::string catalogue_json() {
  object out{{"measures", object::array()}, {"routes", object::array()}};
  for (const measure_entry& m : measures()) {
    out["measures"].push_back(entry_json(m));
  }
  for (const route& r : routes()) {
    out["routes"].push_back(
        {{"p", r.p}, {"q", r.q.empty() ? object() : object(r.q)}, {"method", name(r.method)}, {"words", r.words}});
  }
  return pretty(out);
}

}  // namespace relent
