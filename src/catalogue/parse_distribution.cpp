#include "relent/catalogue/parse_distribution.hpp"

#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "relent/core/error.hpp"
#include "relent/core/words.hpp"
#include "relent/distribution/families.hpp"
#include "relent/distribution/mixture.hpp"
#include "relent/joint/independent.hpp"
#include "relent/joint/joint_families.hpp"
#include "relent/joint/joint_mixture.hpp"

#include "catalogue/argument_binding.hpp"
#include "catalogue/constructions.hpp"
#include "catalogue/text_cursor.hpp"
#include "catalogue/text_fault.hpp"

namespace relent {
namespace {

constexpr int deepest = 32;

/// Every name that may stand before a bracket.
std::vector<std::string_view> all_names() {
  std::vector<std::string_view> names;
  for (const family_entry& f : families()) {
    names.push_back(f.name);
    names.insert(names.end(), f.aliases.begin(), f.aliases.end());
  }
  for (const joint_family_entry& f : joint_families()) {
    names.push_back(f.name);
    names.insert(names.end(), f.aliases.begin(), f.aliases.end());
  }
  for (const construction& c : constructions()) {
    names.push_back(c.name);
  }
  names.push_back(independent::name);
  return names;
}

/// All of them as distributions of the one kind, or nothing where one is of the other.
template <class D>
std::optional<std::vector<D>> all_as(const std::vector<any_distribution>& parts) {
  std::vector<D> out;
  for (const any_distribution& part : parts) {
    if (const D* known = std::get_if<D>(&part)) {
      out.push_back(*known);
    } else {
      return std::nullopt;
    }
  }
  return out;
}

/// A recursive descent over the text:
///
///     sum       = [weight *] component { + weight * component }
///     component = ( sum ) | name ( [argument {, argument}] )
///     argument  = [name =] (number | list | matrix | sum)
///
/// whose components are of one number, or of several.
class grammar {
 public:
  explicit grammar(std::string_view text) : cursor_(text) {}

  any_distribution whole() {
    any_distribution out = sum();
    if (const std::string_view rest = cursor_.rest(); !rest.empty()) {
      throw cursor_.fault(rest.substr(0, 1), fmt::format("{} was not expected", quoted(rest.substr(0, 1))));
    }
    return out;
  }

 private:
  /// What stands in a pair of brackets: arguments, and the distributions among them, in order.
  struct bracketed {
    std::vector<argument> given;
    std::vector<any_distribution> parts;
  };

  /// Goes one bracket deeper, for as long as it lives.
  class descent {
   public:
    explicit descent(grammar& from) : from_(from) {
      if (++from_.depth_ > deepest) {
        throw from_.cursor_.fault(from_.cursor_.rest(), fmt::format("brackets are nested deeper than {}", deepest));
      }
    }
    ~descent() { --from_.depth_; }
    descent(const descent&) = delete;
    descent& operator=(const descent&) = delete;

   private:
    grammar& from_;
  };

  any_distribution sum() {
    std::vector<double> weights;
    std::vector<any_distribution> components;
    cursor_.skip_blanks();
    const std::string_view start = cursor_.rest();
    bool weighted = false;
    do {
      cursor_.skip_blanks();
      const std::string_view term = cursor_.rest();
      if (cursor_.at_number()) {
        weights.push_back(cursor_.number());
        cursor_.demand('*', "between a weight and its component");
        weighted = true;
      } else if (!components.empty()) {
        throw cursor_.fault(term, "a weight is missing, as in 0.5*normal(0, 1),");
      } else {
        weights.push_back(1);
      }
      components.push_back(component());
      if (cursor_.next_is('+') && !weighted) {
        throw cursor_.fault(start, "a weight is missing, as in 0.5*normal(0, 1) + 0.5*normal(2, 1),");
      }
    } while (cursor_.take('+'));
    if (weights.size() == 1 && weights.front() == 1) {
      return components.front();
    }
    try {
      if (auto single = all_as<distribution>(components)) {
        return mixture(std::move(weights), *std::move(single));
      }
      if (auto several = all_as<joint_distribution>(components)) {
        return joint_distribution(joint_mixture(std::move(weights), *std::move(several)));
      }
      throw error(errc::unsupported, mixture::name, "one component has one number and another has several");
    } catch (const error& e) {
      throw cursor_.fault(start, e.message() + ", in the mixture", e.code());
    }
  }

  any_distribution component() {
    if (cursor_.next_is('(')) {
      const descent deeper(*this);
      cursor_.take('(');
      any_distribution inner = sum();
      cursor_.demand(')', "to close a bracket");
      return inner;
    }
    const std::string_view name = cursor_.word();
    if (name.empty()) {
      const std::string_view rest = cursor_.rest();
      throw cursor_.fault(rest, rest.empty()
                                    ? "a distribution is missing"
                                    : fmt::format("{} does not begin a distribution", quoted(rest.substr(0, 1))));
    }
    if (!cursor_.next_is('(')) {
      throw cursor_.fault(cursor_.rest(), fmt::format("'(' is missing after {}", quoted(name)));
    }
    if (const family_entry* family = find_family(name)) {
      return make(*family, name, arguments());
    }
    if (const joint_family_entry* family = find_joint_family(name)) {
      return make(*family, name, arguments());
    }
    if (const construction* built = find_construction(name)) {
      return make(*built, name, arguments());
    }
    if (same_name(name, independent::name)) {
      return make_independent(name, arguments());
    }
    const std::string meant = suggestion(name, all_names());
    throw text_fault(cursor_.text(),
                     fmt::format("no family {} at column {}{}", quoted(name), column_of(name, cursor_.text()),
                                 meant.empty() ? "; relent families lists them" : meant),
                     errc::unknown_name);
  }

  template <class Family>
  any_distribution make(const Family& family, std::string_view name, const bracketed& in) const {
    return make_bound({family.name, family.parameters}, in.given, name, cursor_.text(), family.make);
  }

  any_distribution make(const construction& built, std::string_view name, const bracketed& in) const {
    const signature what{built.name, built.parameters, "a distribution"};
    if (in.given.empty() || in.given.front().value) {
      throw cursor_.fault(in.given.empty() ? name : in.given.front().text,
                          what.parameters.empty() ? fmt::format("{} needs {}; none stands", what.name, what.before)
                                                  : fmt::format("{} needs {}, then {}; none stands", what.name,
                                                                what.before, parameter_names(what)));
    }
    const auto* of = std::get_if<distribution>(&in.parts.front());
    if (of == nullptr) {
      throw cursor_.fault(in.given.front().text, fmt::format("{} needs a distribution of one number", what.name),
                          errc::unsupported);
    }
    return make_bound(what, std::span(in.given).subspan(1), name, cursor_.text(),
                      [&](std::span<const parameter_value> values) { return built.make(*of, values); });
  }

  any_distribution make_independent(std::string_view name, const bracketed& in) const {
    for (const argument& a : in.given) {
      if (a.value || !a.name.empty()) {
        throw cursor_.fault(a.name.empty() ? a.text : a.name,
                            fmt::format("{} takes distributions and nothing else;", independent::name));
      }
    }
    auto factors = all_as<distribution>(in.parts);
    if (!factors || factors->empty()) {
      throw cursor_.fault(name, fmt::format("{} needs distributions of one number each", independent::name),
                          factors ? errc::syntax : errc::unsupported);
    }
    return joint_distribution(independent(*std::move(factors)));
  }

  bracketed arguments() {
    const descent deeper(*this);
    cursor_.demand('(', "before the parameters");
    bracketed out;
    if (cursor_.take(')')) {
      return out;
    }
    do {
      argument next;
      next.name = keyword();
      if (next.name.empty() && !out.given.empty() && !out.given.back().name.empty()) {
        throw cursor_.fault(cursor_.rest(), "a parameter without a name cannot follow a named one:");
      }
      const std::string_view before = cursor_.rest();
      value(next, out.parts);
      next.text = trim(before.substr(0, before.size() - cursor_.rest().size()));
      out.given.push_back(std::move(next));
    } while (cursor_.take(','));
    cursor_.demand(')', "to close the parameters");
    return out;
  }

  /// The name in `name=`, or nothing where an argument begins with its value.
  std::string_view keyword() {
    cursor_.skip_blanks();
    if (cursor_.at_number()) {
      return {};
    }
    const std::string_view before = cursor_.rest();
    const std::string_view name = cursor_.word();
    if (!name.empty() && cursor_.take('=')) {
      cursor_.skip_blanks();
      return name;
    }
    cursor_.back_to(before);
    return {};
  }

  /// The value of an argument, or one more of the distributions among them.
  void value(argument& into, std::vector<any_distribution>& parts) {
    if (cursor_.at_number()) {
      const std::string_view before = cursor_.rest();
      const double x = cursor_.number();
      if (!cursor_.next_is('*')) {
        into.value = x;
        return;
      }
      cursor_.back_to(before);  // a weight: a mixture as a parameter
    } else if (cursor_.next_is('[')) {
      into.value = cursor_.list_or_matrix();
      return;
    } else if (cursor_.rest().empty() || cursor_.next_is(',') || cursor_.next_is(')')) {
      throw cursor_.fault(cursor_.rest(), "a parameter is missing");
    }
    parts.push_back(sum());
  }

  text_cursor cursor_;
  int depth_ = 0;
};

}  // namespace

any_distribution parse_any_distribution(std::string_view text) { return grammar(text).whole(); }

distribution parse_distribution(std::string_view text) {
  any_distribution found = parse_any_distribution(text);
  if (const auto* several = std::get_if<joint_distribution>(&found)) {
    throw text_fault(
        text,
        fmt::format("a distribution of one number is needed, {} has {}", several->name(), several->space().words()),
        errc::unsupported);
  }
  return std::get<distribution>(std::move(found));
}

}  // namespace relent
