#include <nlohmann/json.hpp>

#include "relent/report/report.hpp"

#include "report/answer_json.hpp"
#include "report/findings.hpp"
#include "report/json_value.hpp"

namespace relent {
namespace {

using namespace report;
using object = nlohmann::ordered_json;

object answers_json(const std::vector<answer>& answers) {
  object out = object::array();
  for (const answer& a : answers) {
    out.push_back(answer_json(a));
  }
  return out;
}

object summary_json(const numeric_summary& s) {
  object quantiles = object::object();
  constexpr std::array<const char*, 5> names{"0.01", "0.25", "0.5", "0.75", "0.99"};
  for (std::size_t i = 0; i < names.size(); ++i) {
    quantiles[names[i]] = number(s.quantiles[i]);
  }
  return {{"min", number(s.min)},
          {"max", number(s.max)},
          {"mean", number(s.mean)},
          {"standard_deviation", number(s.sd)},
          {"quantiles", std::move(quantiles)}};
}

object summaries_json(const column_comparison& c) {
  object out = object::array();
  for (const auto& side : c.summary) {
    out.push_back(side ? summary_json(*side) : object());
  }
  return out;
}

object score_json(const column_comparison& c) {
  if (!c.score) {
    return {};
  }
  return {{"name", c.score->name},
          {"value", number(c.score->value)},
          {"threshold", number(c.score->threshold)},
          {"drift_above", c.score->drift_above}};
}

object column_json(const column_comparison& c) {
  return {{"name", c.name},
          {"kind", manner(c.kind)},
          {"type", c.type},
          {"rows", c.rows},
          {"missing", c.missing},
          {"measures", answers_json(c.measures)},
          {"p_value", number(c.p_value)},
          {"adjusted_p_value", number(c.adjusted_p_value)},
          {"drifted", c.drifted},
          {"test", c.test},
          {"score", score_json(c)},
          {"what_moved", c.what_moved},
          {"new_values", c.new_values},
          {"new_value_count", c.new_value_count},
          {"vanished_values", c.vanished_values},
          {"vanished_value_count", c.vanished_value_count},
          {"summary", summaries_json(c)},
          {"notes", c.notes}};
}

object side_json(const data_side& s) { return {{"name", s.name}, {"rows", s.rows}, {"columns", s.columns}}; }

}  // namespace

std::string to_json(const measurement& m) {
  const object out{{"p", m.p},
                   {"q", m.q.empty() ? object() : object(m.q)},
                   {"unit", name(m.unit)},
                   {"measures", answers_json(m.answers)}};
  return pretty(out);
}

std::string to_json(const comparison& c) {
  object columns = object::array();
  for (const column_comparison& column : c.columns) {
    columns.push_back(column_json(column));
  }
  object skipped = object::array();
  for (const skipped_column& s : c.skipped) {
    skipped.push_back({{"name", s.name}, {"reason", s.reason}});
  }
  const object out{{"reference", side_json(c.reference)},
                   {"current", side_json(c.current)},
                   {"columns", std::move(columns)},
                   {"drifted", c.drifted},
                   {"only_reference", c.only_reference},
                   {"only_current", c.only_current},
                   {"skipped", std::move(skipped)},
                   {"unit", name(c.unit)},
                   {"preset", report::name(c.options.preset)},
                   {"alpha", number(c.options.alpha)},
                   {"bins", c.options.bins},
                   {"seconds", number(c.seconds)}};
  return pretty(out);
}

}  // namespace relent
