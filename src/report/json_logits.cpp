#include <nlohmann/json.hpp>

#include "relent/report/logits.hpp"

#include "report/json_value.hpp"

namespace relent {
namespace {

using namespace report;
using object = nlohmann::ordered_json;

object file_json(const logit_file_info& f) {
  return {{"path", f.path},
          {"format", f.format},
          {"type", f.type},
          {"tensor", f.tensor.empty() ? object() : object(f.tensor)},
          {"shape", f.shape}};
}

object interval_json(const estimate& e) {
  return e.interval ? object::array({number(e.interval->lower), number(e.interval->upper)}) : object();
}

object mean_json(const char* key, const token_mean& m) {
  return {{key, number(m.estimate.value)},
          {"standard_error", number(m.estimate.standard_error)},
          {"independent_standard_error", number(m.independent_error)},
          {"interval", interval_json(m.estimate)}};
}

object percentiles_json(const token_spread& s) {
  return {{"0.1", number(s.p0_1)}, {"1", number(s.p1)},      {"5", number(s.p5)},   {"10", number(s.p10)},
          {"25", number(s.p25)},   {"75", number(s.p75)},    {"90", number(s.p90)}, {"95", number(s.p95)},
          {"99", number(s.p99)},   {"99.9", number(s.p99_9)}};
}

object spread_json(const token_spread& s) {
  return {{"minimum", number(s.minimum)},
          {"median", number(s.median)},
          {"maximum", number(s.maximum)},
          {"percentiles", percentiles_json(s)}};
}

object summary_json(const token_summary& s) {
  object out = mean_json("mean", s.mean);
  out.update(spread_json(s.spread));
  return out;
}

object likelihoods_json(const likelihood_comparison& l) {
  return {{"tokens", l.tokens},
          {"teacher_perplexity", mean_json("value", l.teacher_perplexity)},
          {"student_perplexity", mean_json("value", l.student_perplexity)},
          {"ratio", mean_json("value", l.ratio)},
          {"log_ratio", mean_json("value", l.log_ratio)},
          {"difference", mean_json("value", l.difference)},
          {"correlation", number(l.correlation)},
          {"delta_p", summary_json(l.delta_p)},
          {"delta_p_rms", mean_json("value", l.delta_p_rms)}};
}

object choice_json(const token_difference::choice& c) {
  return {{"token", c.token}, {"teacher", number(c.teacher)}, {"student", number(c.student)}};
}

object worst_json(const logit_comparison& c) {
  object out = object::array();
  for (const token_difference& one : c.worst) {
    object row = object::object();
    for (std::size_t i = 0; i < one.place.size(); ++i) {
      row[c.place_names[i]] = one.place[i];
    }
    row.update({{"kl_divergence", number(one.kl_divergence)},
                {"teacher_top", choice_json(one.teacher_top)},
                {"student_top", choice_json(one.student_top)},
                {"predicted", one.predicted ? choice_json(*one.predicted) : object()}});
    out.push_back(std::move(row));
  }
  return out;
}

object llama_json(const llama_statistics& s) {
  const auto with_error = [](const llama_statistics::value& v) {
    return object{{"value", number(v.mean)}, {"error", number(v.error)}};
  };
  object kl = with_error(s.kl), delta_p = with_error(s.delta_p);
  kl.update(spread_json(s.kl_spread));
  delta_p.update(spread_json(s.delta_p_spread));
  return {{"student_perplexity", with_error(s.student_perplexity)},
          {"teacher_perplexity", with_error(s.teacher_perplexity)},
          {"correlation", number(s.correlation)},
          {"log_ratio", with_error(s.log_ratio)},
          {"ratio", with_error(s.ratio)},
          {"difference", with_error(s.difference)},
          {"kl_divergence", std::move(kl)},
          {"delta_p", std::move(delta_p)},
          {"delta_p_rms", with_error(s.delta_p_rms)},
          {"same_top", with_error(s.same_top)}};
}

}  // namespace

std::string to_json(const logit_comparison& c) {
  object bars = object::array();
  for (const token_bar& bar : c.histogram) {
    bars.push_back({{"low", number(bar.low)}, {"high", number(bar.high)}, {"count", bar.count}});
  }
  return pretty({{"teacher", file_json(c.teacher)},
                 {"student", file_json(c.student)},
                 {"tokens", c.tokens},
                 {"vocabulary", c.vocabulary},
                 {"unit", name(c.unit)},
                 {"level", number(c.level)},
                 {"kl_divergence", summary_json(c.kl_divergence)},
                 {"reverse_kl_divergence", summary_json(c.reverse_kl_divergence)},
                 {"js_divergence", summary_json(c.js_divergence)},
                 {"same_top", mean_json("value", c.same_top)},
                 {"likelihoods", c.likelihoods ? likelihoods_json(*c.likelihoods) : object()},
                 {"worst", worst_json(c)},
                 {"histogram", std::move(bars)},
                 {"zeros", c.zeros},
                 {"infinite", c.infinite},
                 {"llama", c.llama ? llama_json(*c.llama) : object()},
                 {"notes", c.notes},
                 {"seconds", number(c.seconds)}});
}

}  // namespace relent
