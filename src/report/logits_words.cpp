#include "report/logits_words.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "report/number_text.hpp"

namespace relent::report {
namespace {

token_mean in_percent(token_mean m) {
  const auto turn = [](double& x) { x *= 100; };
  turn(m.estimate.value);
  if (m.estimate.standard_error) {
    turn(*m.estimate.standard_error);
  }
  if (m.estimate.interval) {
    turn(m.estimate.interval->lower);
    turn(m.estimate.interval->upper);
  }
  return m;
}

}  // namespace

std::string kind_of(const logit_file_info& file) {
  return fmt::format("{} {}, {}", file.format, file.type, fmt::join(file.shape, " x "));
}

std::string mean_text(const token_mean& m) { return value_text(m.estimate, 5); }

std::string share_text(const token_mean& m) {
  const double value = 100 * m.estimate.value, error = 100 * m.estimate.standard_error.value_or(0);
  if (!(error > 0) || !std::isfinite(value)) {
    return significant(value, 4) + "%";
  }
  const int decimals = std::clamp(-static_cast<int>(std::floor(std::log10(error / 2))), 0, 12);
  const std::string text = fmt::format("{:.{}f}%", value, decimals);
  return text.find_first_not_of("-0.%") == std::string::npos && text.front() == '-' ? text.substr(1) : text;
}

std::string perplexity_text(const token_mean& m, const token_mean& ratio) {
  if (!ratio.estimate.interval || !std::isfinite(m.estimate.value)) {
    return mean_text(m);
  }
  return to_error(m.estimate.value,
                  m.estimate.value * (ratio.estimate.interval->upper - ratio.estimate.interval->lower) / 100);
}

std::string range_of(const token_mean& m) { return m.estimate.interval ? interval_text(*m.estimate.interval) : "-"; }

std::string share_range(const token_mean& m) {
  return m.estimate.interval ? interval_text(*in_percent(m).estimate.interval) + "%" : "-";
}

std::string dependence_text(const token_mean& m) {
  if (!m.estimate.standard_error || !m.independent_error || !(*m.independent_error > 0)) {
    return {};
  }
  return significant(*m.estimate.standard_error / *m.independent_error, 2) + " times";
}

std::string change_of_share(double x) { return significant(100 * x, 2) + "%"; }

std::string headline(const logit_comparison& c) {
  std::string out =
      fmt::format("KL is {} {} a token; {} of {} have the same most likely token", mean_text(c.kl_divergence.mean),
                  name(c.unit), share_text(c.same_top), how_many(c.tokens, "token", "tokens"));
  if (c.likelihoods) {
    const likelihood_comparison& l = *c.likelihoods;
    out += fmt::format("; perplexity {} -> {}", perplexity_text(l.teacher_perplexity, l.ratio),
                       perplexity_text(l.student_perplexity, l.ratio));
  }
  return out;
}

std::vector<decade> decades_of(const logit_comparison& c, std::size_t most) {
  std::vector<decade> out;
  for (const token_bar& bar : c.histogram) {
    const double from = std::pow(10.0, std::floor(std::log10(bar.low * 1.01)));
    if (out.empty() || from > 3 * out.back().from) {
      out.push_back({from, 0, false});
    }
    out.back().count += bar.count;
  }
  if (out.empty()) {
    return out;
  }
  while (out.size() > most) {
    out[1].count += out[0].count;
    out.erase(out.begin());
    out.front().all_below = true;
  }
  if (c.zeros > 0) {
    out.front().count += c.zeros;
    out.front().all_below = true;
  }
  return out;
}

std::string place_text(const logit_comparison& c, const token_difference& at) {
  std::string out;
  for (std::size_t i = 0; i < at.place.size(); ++i) {
    out += fmt::format("{}{} {}", i == 0 ? "" : ", ", c.place_names[i], at.place[i]);
  }
  return out;
}

}  // namespace relent::report
