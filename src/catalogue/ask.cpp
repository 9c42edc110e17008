#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include <fmt/format.h>

#include "relent/catalogue/test_equality.hpp"
#include "relent/core/error.hpp"
#include "relent/core/unit.hpp"
#include "relent/core/words.hpp"

#include "routes.hpp"

namespace relent {
namespace {

bool is_joint_table(const operand& o) {
  return std::visit(
      [](const auto& content) {
        if constexpr (requires { content.shape; }) {
          return content.shape.size() > 1;
        } else {
          return false;
        }
      },
      o.content);
}

constexpr std::string_view everything = "all";

bool asks_for_all(const question& what) {
  return std::ranges::any_of(what.measures, [](const std::string& name) { return same_name(name, everything); });
}

bool is_distribution(const operand* o) { return o != nullptr && std::holds_alternative<distribution>(o->content); }

/// The measures asked for, each once; the defaults for these operands where none is named.
std::vector<const measure_entry*> chosen(const question& what, const operand& p, const operand* q) {
  std::vector<const measure_entry*> out;
  const auto add = [&](const measure_entry& m) {
    if (std::ranges::find(out, &m) == out.end()) {
      out.push_back(&m);
    }
  };
  const arity takes = q != nullptr ? arity::two : is_joint_table(p) ? arity::joint : arity::one;
  const bool densities = is_distribution(&p) && is_distribution(q);
  for (const std::string& name : what.measures) {
    if (!same_name(name, everything)) {
      add(find_measure(name));
    }
  }
  const bool all = asks_for_all(what);
  if (what.measures.empty() && std::holds_alternative<samples>(p.content) && is_distribution(q)) {
    return {&find_measure("kl_divergence"), &find_measure("cross_entropy")};  // what there is for these
  }
  const bool numbers = std::holds_alternative<samples>(p.content) || std::holds_alternative<joint_samples>(p.content);
  if (what.measures.empty() && numbers && q == nullptr) {
    return {&find_measure("entropy")};
  }
  for (const measure_entry& m : measures()) {
    const bool shown = m.by_default || (densities && m.of_densities);
    if (m.takes == takes && (all || (what.measures.empty() && shown))) {
      add(m);
    }
  }
  return out;
}

/// How many elements a plain list of masses or counts has; none for any other operand.
std::optional<std::size_t> list_size(const operand* o) {
  if (o == nullptr || is_joint_table(*o)) {
    return std::nullopt;
  }
  if (const auto* exact = std::get_if<masses>(&o->content)) {
    return exact->values.size();
  }
  const auto* counted = std::get_if<counts>(&o->content);
  return counted != nullptr ? std::optional(counted->values.size()) : std::nullopt;
}

void check_support(const std::vector<double>& support, const operand& p, const operand* q) {
  if (support.empty()) {
    return;
  }
  for (std::size_t i = 0; i < support.size(); ++i) {
    const auto at = static_cast<std::int64_t>(i);
    if (!std::isfinite(support[i])) {
      throw bad_value("", "support", at, support[i], "finite");
    }
    if (i > 0 && !(support[i] > support[i - 1])) {
      throw bad_value("", "support", at, support[i], fmt::format("> {}, the position before it", support[i - 1]));
    }
  }
  const std::optional<std::size_t> sizes[] = {list_size(&p), list_size(q)};
  if (!sizes[0] && !sizes[1]) {
    throw error(errc::unsupported, "support gives masses or counts their positions, and no operand is a list of those");
  }
  for (const std::size_t side : {0U, 1U}) {
    if (sizes[side] && *sizes[side] != support.size()) {
      throw error(errc::shape_mismatch,
                  fmt::format("support has {} position{}, {} has {} elements", support.size(),
                              support.size() == 1 ? "" : "s", side == 0 ? "p" : "q", *sizes[side]));
    }
  }
}

void check(const question& what, const operand& p, const operand* q) {
  if (!(what.level > 0 && what.level < 1)) {
    throw bad_value("", "level", std::nullopt, what.level, "between 0 and 1", errc::out_of_range);
  }
  check_support(what.support, p, q);
}

bool has_counts(const operand& o) {
  return std::holds_alternative<counts>(o.content) || std::holds_alternative<categories>(o.content);
}

/// Measures that are named must all have this estimator; of those that are shown by default, one.
void check_estimator(const question& what, const std::vector<const measure_entry*>& measures, const operand& p,
                     const operand* q) {
  const std::optional<method> estimator = estimator_named(what.estimator);
  if (!estimator) {
    return;
  }
  const auto refuses = [&](const measure_entry* m) {
    return !(has_counts(p) || (q != nullptr && has_counts(*q))) || !answers(*estimator, *m);
  };
  const auto found = std::ranges::find_if(measures, refuses);
  const bool named = !what.measures.empty() && !asks_for_all(what);
  if (found != measures.end() && (named || std::ranges::all_of(measures, refuses))) {
    throw error(
        errc::unsupported,
        fmt::format("estimator {} does not answer {} of these: plug_in answers every measure of counts or columns "
                    "of words, the others their entropy",
                    what.estimator, (*found)->name));
  }
}

/// The one place where an answer leaves nats.
void convert(answer& a, const measure_entry& measure, unit to) {
  const auto in = [&](double& value) { value = in_unit(measure, value, to); };
  in(a.estimate.value);
  if (a.estimate.standard_error) {
    in(*a.estimate.standard_error);
  }
  if (a.estimate.interval) {
    in(a.estimate.interval->lower);
    in(a.estimate.interval->upper);
  }
  if (a.estimate.error_bound) {
    in(*a.estimate.error_bound);
  }
  for (contribution& c : a.contributions) {
    in(c.value);
  }
}

using prepared_problems = std::map<std::pair<decltype(routing::prepare), const operand*>, problem>;

/// What `way` prepares of the operands, prepared once.
const problem& problem_of(const routing& way, const measure_entry& measure, const operand& p, const operand* q,
                          const question& what, prepared_problems& prepared) {
  const auto key = std::pair{way.prepare, q};
  auto found = prepared.find(key);
  if (found == prepared.end()) {
    found = prepared.emplace(key, way.prepare(p, q, what)).first;
  }
  if (measure.takes == arity::joint && found->second.shape.size() < 2) {
    throw error(errc::unsupported,
                fmt::format("{} looks at a joint table; write its rows between semicolons, as in 0.1,0.2;0.3,0.4",
                            measure.name));
  }
  return found->second;
}

bool weighted(const operand& o) {
  return std::visit(
      [](const auto& content) {
        if constexpr (requires { content.weights; }) {
          return !content.weights.empty();
        }
        return false;
      },
      o.content);
}

/// Throws where the question has weights or a series and the way to the answer knows none.
void require_heeded(const routing& way, const measure_entry& measure, const question& what, const operand& p,
                    const operand* q) {
  const bool weights = weighted(p) || (q != nullptr && weighted(*q));
  if ((weights || what.serial) && (way.weighs == nullptr || !way.weighs(measure))) {
    throw error(errc::unsupported,
                fmt::format("no {} of {}: its estimate takes the observations as independent and equal", measure.name,
                            weights ? "weighted observations" : "a series"));
  }
}

/// Two operands that are independent, equal observations: whether they tell P from Q at all, said with every measure
/// that is 0 where they are equal.
void note_equality(const question& what, const operand& p, const operand& q, std::vector<answer>& answers) {
  constexpr int draws = 999;
  std::optional<std::string> note;
  for (answer& a : answers) {
    const measure_entry& measure = find_measure(a.name);
    if (measure.takes != arity::two || !measure.zero_on_equal) {
      continue;
    }
    if (!note) {
      const equality_test found = test_equality(p, q, "auto", {.permutations = draws, .threads = what.how.threads});
      note = fmt::format("the data {} P from Q ({}: p {})", found.p_value > 1 - what.level ? "do not tell" : "tell",
                         found.test, found.p_value < 1e-12 ? "< 1e-12" : fmt::format("= {:.2g}", found.p_value));
    }
    a.estimate.notes.push_back(*note);
  }
}

}  // namespace

measurement ask(const question& what, const operand& p, const operand* q) {
  check(what, p, q);
  measurement out{.p = p.text, .q = q != nullptr ? q->text : std::string{}, .unit = what.unit};
  prepared_problems prepared;  // columns are counted once, however many measures look at them
  const auto answer_to = [&](const measure_entry& measure) {
    if (measure.parameter == "generator" && what.how.generator == nullptr) {
      throw error(errc::unsupported,
                  fmt::format("{} needs a generator, which only the C++ and Python libraries can pass", measure.name));
    }
    const operand* second = measure.takes == arity::one ? nullptr : q;
    const routing& way = find_route(measure, p, second);
    require_heeded(way, measure, what, p, second);
    answer a = way.direct != nullptr ? way.direct(measure, p, second, what)
                                     : solve(measure, problem_of(way, measure, p, second, what, prepared), what);
    convert(a, measure, what.unit);
    return a;
  };
  const bool all = asks_for_all(what);
  std::optional<error> refused;
  const std::vector<const measure_entry*> asked = chosen(what, p, q);
  check_estimator(what, asked, p, q);
  for (const measure_entry* measure : asked) {
    try {
      out.answers.push_back(answer_to(*measure));
    } catch (const error& e) {
      if (!all || e.code() != errc::unsupported) {
        throw;
      }
      refused = e;
    }
  }
  if (out.answers.empty() && refused) {
    throw *refused;  // "all" is all that these operands have, and that is nothing
  }
  if (q != nullptr && !what.serial && !weighted(p) && !weighted(*q) && can_test_equality(p, *q)) {
    note_equality(what, p, *q, out.answers);
  }
  return out;
}

}  // namespace relent
