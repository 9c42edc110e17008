#include "report/sample.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

#include <fmt/format.h>

namespace relent::example {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// The share of JS, in bits, that two masses add.
double js_part(double p, double q) {
  const double m = (p + q) / 2;
  const auto part = [m](double x) { return x > 0 ? x * std::log2(x / m) / 2 : 0.0; };
  return part(p) + part(q);
}

answer plain(std::string name, std::string label, double value, bool in_units = true) {
  answer a{std::move(name), std::move(label), estimate{value}, in_units, {}};
  a.estimate.method = method::binned;
  return a;
}

/// Everything that follows from the counts: contributions, measures, a p-value that is good enough to look at.
void measure(column_comparison& c) {
  double total[2] = {0, 0};
  for (const cell& one : c.cells) {
    for (const std::size_t side : {0, 1}) {
      total[side] += static_cast<double>(one.count[side]);
    }
  }
  double js = 0, kl = 0, tv = 0, hellinger = 0, psi = 0, chi = 0, ties = 0;
  for (cell& one : c.cells) {
    const double p = total[0] > 0 ? static_cast<double>(one.count[0]) / total[0] : 0;
    const double q = total[1] > 0 ? static_cast<double>(one.count[1]) / total[1] : 0;
    one.contribution = js_part(p, q);
    js += one.contribution;
    tv += std::fabs(p - q) / 2;
    hellinger += std::pow(std::sqrt(p) - std::sqrt(q), 2) / 2;
    kl += p == 0 ? 0 : q == 0 ? infinity : p * std::log2(p / q);
    psi += p == q ? 0 : p == 0 || q == 0 ? infinity : (p - q) * std::log(p / q);
    chi += p + q > 0 ? (p - q) * (p - q) / (p + q) : 0;
    ties += p + q > 0;
  }
  const double rows = total[0] * total[1] / (total[0] + total[1]);
  const double z = (2 * chi * rows - (ties - 1)) / std::sqrt(2 * (ties - 1));
  c.p_value = std::clamp(std::erfc(z / std::sqrt(2)) / 2, 0.0, 1.0);
  c.adjusted_p_value = std::min(1.0, *c.p_value * 3);
  c.drifted = *c.adjusted_p_value < 0.05;
  c.measures = {plain("kl_divergence", "KL(P‖Q)", kl), plain("js_divergence", "Jensen-Shannon", js),
                plain("psi", "population stability index", psi, false),
                plain("total_variation", "total variation", tv, false),
                plain("hellinger_distance", "Hellinger distance", std::sqrt(hellinger), false)};
  if (std::isinf(kl)) {
    c.measures[0].estimate.notes = {"current has no rows where the reference has some"};
  }
}

}  // namespace

column_comparison numeric(const std::string& name, const shape& s, std::int64_t rows, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<double> values[2];
  for (const std::size_t side : {0, 1}) {
    std::normal_distribution<double> draw(s.mean[side], s.sd[side]);
    for (std::int64_t i = 0; i < rows; ++i) {
      double x = draw(random);
      x = s.log_normal ? std::exp(x) : x;
      values[side].push_back(s.rounded_to > 0 ? std::round(x / s.rounded_to) * s.rounded_to : x);
    }
    std::ranges::sort(values[side]);
  }
  column_comparison c{name, column_kind::numeric, s.rounded_to > 0 ? "int64" : "double"};
  c.rows = {rows, rows};
  std::vector<double> edges{-infinity};
  const auto& reference = values[0];
  for (std::size_t i = 0; i <= 256; ++i) {
    const double edge = reference[std::min(i * reference.size() / 256, reference.size() - 1)];
    if (edge > edges.back()) {
      edges.push_back(edge);
    }
  }
  edges.push_back(infinity);
  for (std::size_t i = 0; i + 1 < edges.size(); ++i) {
    cell one{fmt::format("{:.4g} to {:.4g}", edges[i], edges[i + 1]), edges[i], edges[i + 1]};
    for (const std::size_t side : {0, 1}) {
      const auto first = std::ranges::lower_bound(values[side], edges[i]);
      one.count[side] = std::ranges::lower_bound(values[side], edges[i + 1]) - first;
    }
    c.cells.push_back(one);
  }
  for (const std::size_t side : {0, 1}) {
    const auto at = [&](double q) { return values[side][static_cast<std::size_t>(q * static_cast<double>(rows - 1))]; };
    double mean = 0, square = 0;
    for (const double x : values[side]) {
      mean += x / static_cast<double>(rows);
      square += x * x / static_cast<double>(rows);
    }
    c.summary[side] = numeric_summary{at(0),
                                      at(1),
                                      mean,
                                      std::sqrt(std::max(0.0, square - mean * mean)),
                                      {at(0.01), at(0.25), at(0.5), at(0.75), at(0.99)}};
  }
  measure(c);
  c.measures.push_back(plain("wasserstein_distance", "Wasserstein (W1)", std::fabs(s.mean[0] - s.mean[1]), false));
  c.test = "Kolmogorov-Smirnov over the bins";
  c.what_moved = fmt::format("median {:.3g} -> {:.3g}", c.summary[0]->quantiles[2], c.summary[1]->quantiles[2]);
  return c;
}

column_comparison categorical(const std::string& name, const std::vector<tally>& counts) {
  column_comparison c{name, column_kind::categorical, "string"};
  for (const tally& one : counts) {
    c.rows[0] += one.reference;
    c.rows[1] += one.current;
    c.cells.push_back(cell{one.value, 0, 0, {one.reference, one.current}});
    if (one.reference == 0) {
      c.new_values.push_back(one.value);
    }
    if (one.current == 0) {
      c.vanished_values.push_back(one.value);
    }
  }
  c.new_value_count = std::ssize(c.new_values);
  c.vanished_value_count = std::ssize(c.vanished_values);
  measure(c);
  std::ranges::stable_sort(c.cells, std::greater{}, &cell::contribution);
  c.test = "chi-square";
  const auto share = [&](std::size_t side) {
    return 100 * static_cast<double>(c.cells.front().count[side]) /
           static_cast<double>(std::max<std::int64_t>(1, c.rows[side]));
  };
  c.what_moved = fmt::format("\"{}\" {:.2g}% -> {:.2g}%", c.cells.front().label, share(0), share(1));
  for (const std::string& value : c.new_values) {
    c.what_moved += fmt::format("; new value \"{}\"", value);
  }
  return c;
}

void finish(comparison& c) {
  std::vector<const column_comparison*> changed;
  for (const column_comparison& column : c.columns) {
    if (column.drifted) {
      changed.push_back(&column);
    }
  }
  const auto js = [](const column_comparison* column) { return column->measures[1].estimate.value; };
  std::ranges::stable_sort(changed, std::greater{}, js);
  for (const column_comparison* column : changed) {
    c.drifted.push_back(column->name);
  }
  c.reference.columns = c.columns.size() + c.only_reference.size() + c.skipped.size();
  c.current.columns = c.columns.size() + c.only_current.size() + c.skipped.size();
  c.unit = unit::bits;
  c.options.unit = unit::bits;
}

comparison many(std::size_t columns) {
  comparison c;
  c.reference = {"train.parquet", 2'000'000, 0};
  c.current = {"live.parquet", 1'874'112, 0};
  c.seconds = 0.93;
  c.columns.push_back(numeric("age", {{35, 41}, {9, 12}, false, 1}, 20'000, 1));
  c.columns.push_back(categorical("country", {{"US", 81200, 61007},
                                              {"BR", 4100, 19300},
                                              {"DE", 9200, 8800},
                                              {"FR", 5100, 5000},
                                              {"PT", 0, 4300},
                                              {"JP", 400, 1500},
                                              {"ZW", 20, 0}}));
  c.columns.push_back(numeric("session_length", {{4, 4.1}, {1.0, 1.2}, true}, 20'000, 2));
  c.columns.push_back(numeric("income", {{10, 10}, {0.7, 0.7}, true}, 20'000, 3));
  c.columns.push_back(categorical("is_member", {{"false", 61000, 60900}, {"true", 39000, 39080}}));
  c.columns[0].missing = {312, 2410};
  c.columns[0].notes = {"With 128 bins instead of 256 the Jensen-Shannon divergence would be 2.1% smaller."};
  for (std::size_t i = c.columns.size(); i < columns; ++i) {
    const auto seed = static_cast<unsigned>(i);
    if (i % 4 == 3) {
      std::vector<tally> counts;
      for (std::size_t k = 0; k < 4 + i % 23; ++k) {
        const auto n = static_cast<std::int64_t>(4000 / (k + 1));
        counts.push_back({fmt::format("plan {}", k), n, n + static_cast<std::int64_t>((k * 7 + i) % 5)});
      }
      c.columns.push_back(categorical(fmt::format("segment_{}", i), counts));
    } else {
      const double shift = i % 9 == 0 ? 0.3 : 0;
      c.columns.push_back(numeric(fmt::format("feature_{}", i), {{0, shift}, {1, 1}, i % 5 == 0}, 8'000, seed));
    }
  }
  c.only_reference = {"referrer"};
  c.skipped = {{"payload", "nested (list<int32>)"}};
  finish(c);
  return c;
}

comparison hostile() {
  comparison c;
  c.reference = {"a<b>&\"'.csv", 1000, 0};
  c.current = {"\x1b[31mred\x1b[0m.csv", 1000, 0};
  const std::vector<std::string> names{"<script>alert(1)</script>",
                                       "</script><script>window.harmed=1</script>",
                                       "<img src=x onerror=window.harmed=1>",
                                       "\"onmouseover=\"window.harmed=1",
                                       "line\nbreak\tand \x1b[2J\x1b]0;title\x07",
                                       "<!--",
                                       "datum['x'] + alert(1)",
                                       "a.b[0]\\'c",
                                       "\u2028\u2029\u202Eevil",
                                       "\xff\xfe broken",
                                       "宽字符列名是这样的一个很长的名字吗",
                                       "${alert(1)} {{alert(1)}}",
                                       std::string(300, 'x'),
                                       ""};
  for (const std::string& name : names) {
    c.columns.push_back(
        categorical(name, {{name, 500, 200}, {"javascript:alert(1)", 500, 800}, {"]]>" + name, 0, 40}}));
  }
  c.columns.push_back(numeric("__proto__", {{0, 1}, {1, 1}}, 2000, 9));
  c.columns.back().what_moved = "<b>bold</b>";
  c.columns.back().notes = {"<script>window.harmed=1</script>"};
  c.columns.back().test = "<i>test</i>";
  c.only_reference = {"<script>window.harmed=1</script>"};
  c.skipped = {{"<script>window.harmed=1</script>", "<b>nested</b>"}};
  finish(c);
  return c;
}

comparison edges() {
  comparison c;
  c.reference = {"empty.csv", 0, 0};
  c.current = {"x.csv", 1, 0};
  column_comparison none{"no_rows", column_kind::numeric, "double"};
  none.notes = {"empty.csv has no rows."};
  column_comparison missing{"all_missing", column_kind::categorical, "string"};
  missing.rows = {10, 10};
  missing.missing = {10, 10};
  column_comparison constant{"constant", column_kind::numeric, "int64"};
  constant.rows = {10, 10};
  constant.cells = {cell{"-inf to 3", -infinity, 3, {0, 0}}, cell{"3", 3, 3, {10, 10}},
                    cell{"3 to inf", 3, infinity, {0, 0}}};
  constant.summary = {numeric_summary{3, 3, 3, 0, {3, 3, 3, 3, 3}}, numeric_summary{3, 3, 3, 0, {3, 3, 3, 3, 3}}};
  measure(constant);
  constant.p_value.reset();
  constant.adjusted_p_value.reset();
  constant.drifted = false;
  column_comparison when{"bought_at", column_kind::timestamp, "timestamp[us]"};
  const column_comparison source = numeric("", {{1.7e9, 1.71e9}, {3e6, 3e6}}, 4000, 5);
  when.rows = source.rows;
  when.cells = source.cells;
  when.summary = source.summary;
  when.measures = source.measures;
  when.p_value = source.p_value;
  when.adjusted_p_value = source.adjusted_p_value;
  when.drifted = true;
  when.what_moved = "median 2023-11-14 -> 2024-03-09";
  c.columns = {none, missing, constant, when};
  c.drifted = {"bought_at"};
  c.unit = unit::bits;
  return c;
}

logit_comparison logits() {
  const auto mean = [](double value, double error, double times) {
    token_mean out;
    out.estimate = {.value = value, .method = method::plug_in, .standard_error = error, .level = 0.95};
    out.estimate.interval = interval{value - 1.96 * error, value + 1.96 * error};
    out.independent_error = error / times;
    return out;
  };
  const auto spread = [](double scale) {
    return token_spread{1e-7 * scale,  1e-6 * scale,  1e-5 * scale, 1e-4 * scale, 3e-4 * scale,
                        0.001 * scale, 0.006 * scale, 0.02 * scale, 0.08 * scale, 0.15 * scale,
                        0.4 * scale,   1.1 * scale,   3.2 * scale};
  };
  logit_comparison c;
  c.teacher = {"base.kld", "llama.cpp", "u16", "", {16, 255, 32000}};
  c.student = {"model-q4.safetensors", "safetensors", "bf16", "logits", {4080, 32000}};
  c.tokens = 4096;
  c.vocabulary = 32000;
  c.kl_divergence = {mean(0.0312, 0.00085, 1.4), spread(1)};
  c.reverse_kl_divergence = {mean(0.0327, 0.0009, 1.4), spread(1.1)};
  c.js_divergence = {mean(0.0075, 0.0002, 1.4), spread(0.2)};
  c.same_top = mean(0.9407, 0.0042, 1.2);
  likelihood_comparison l;
  l.tokens = 4096;
  l.teacher_perplexity = mean(6.123, 0.12, 1.3);
  l.student_perplexity = mean(6.181, 0.12, 1.3);
  l.ratio = l.log_ratio = mean(1.0095, 0.0015, 1.1);
  l.difference = mean(0.058, 0.01, 1.1);
  l.correlation = 0.98;
  l.delta_p = {mean(-0.0031, 0.0006, 1.1), spread(0.1)};
  l.delta_p_rms = mean(0.031, 0.0007, 1.1);
  c.likelihoods = l;
  c.llama.emplace();
  c.llama->kl = {0.0312, 0.0006};
  c.llama->kl_spread = spread(1);
  c.llama->delta_p_spread = spread(0.1);
  c.place_names = {"chunk", "token"};
  c.worst = {{{3, 301}, 3.2, {17, 0.92, 0.03}, {128000, 0.01, 0.55}, token_difference::choice{11, 0.02, 0.00001}},
             {{12, 499}, 1.9, {128011, 0.6, 0.4}, {128011, 0.6, 0.4}, std::nullopt}};
  for (int step = -70; step < 6; ++step) {
    const double middle = (step + 22) / 9.0;
    c.histogram.push_back({std::pow(10.0, step / 10.0), std::pow(10.0, (step + 1) / 10.0),
                           std::llround(160 * std::exp(-middle * middle / 2))});
  }
  c.tokens = c.zeros = 5;
  for (const token_bar& bar : c.histogram) {
    c.tokens += bar.count;
  }
  c.zeros += 4096 - c.tokens;  // what the bars do not hold
  c.tokens = 4096;
  c.notes = {"a note"};
  return c;
}

}  // namespace relent::example
