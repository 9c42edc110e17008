#include "report/number_text.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

namespace relent::report {
namespace {

constexpr double least_p = 1e-12;  // below this a p-value says nothing more than "never"

std::string special(double value) { return std::isnan(value) ? "not a number" : value > 0 ? "infinite" : "-infinite"; }

/// "1e-07" -> "1e-7": no leading zeros in an exponent.
std::string short_exponent(std::string text) {
  const std::size_t e = text.find('e');
  if (e != std::string::npos) {
    std::size_t digit = e + 2;
    while (digit + 1 < text.size() && text[digit] == '0') {
      text.erase(digit, 1);
    }
    if (text[e + 1] == '+') {
      text.erase(e + 1, 1);
    }
  }
  return text;
}

/// The power of ten of the last place worth showing beside an error.
int place_of(double error) { return static_cast<int>(std::ceil(std::log10(error))); }

std::string rounded_to_place(double value, int place) {
  if (place >= 0) {
    const double step = std::pow(10.0, place);
    return significant(std::round(value / step) * step, 15);
  }
  std::string text = fmt::format("{:.{}f}", value, -place);
  return text.find_first_not_of("-0.") == std::string::npos ? "0" : text;
}

}  // namespace

std::string significant(double value, int digits) {
  if (!std::isfinite(value)) {
    return special(value);
  }
  if (value == 0) {
    return "0";
  }
  std::string text = fmt::format("{:.{}g}", value, digits);
  // 2000, not 2e3: an exponent only where zeros would have to be counted.
  if (std::fabs(value) >= 1 && std::fabs(value) < 1e7 && text.find('e') != std::string::npos) {
    return fmt::format("{:.0f}", std::stod(text));
  }
  return short_exponent(std::move(text));
}

std::string to_error(double value, double error, int digits) {
  if (!std::isfinite(value) || !(error > 0) || !std::isfinite(error)) {
    return significant(value, digits);
  }
  if (value == 0) {
    return "0";
  }
  const int meant = static_cast<int>(std::floor(std::log10(std::fabs(value)))) - place_of(error) + 1;
  return significant(value, std::clamp(meant, 1, digits));
}

/// An interval that holds the value without doubt, beside a value known much better.
bool is_certain(const estimate& e) { return e.interval && e.level == 1; }

std::string value_text(const estimate& e, int digits) {
  if (!std::isfinite(e.value)) {
    return special(e.value);
  }
  if (e.interval && !is_certain(e) && std::isfinite(e.interval->lower) && std::isfinite(e.interval->upper) &&
      e.interval->upper > e.interval->lower) {
    return to_error(e.value, (e.interval->upper - e.interval->lower) / 100, digits);
  }
  if (e.standard_error && *e.standard_error > 0) {
    return to_error(e.value, *e.standard_error / 20, digits);
  }
  return e.error_bound ? to_error(e.value, *e.error_bound, digits) : significant(e.value, digits);
}

std::string interval_text(const interval& i) {
  const double width = i.upper - i.lower;
  if (!std::isfinite(width) || !(width > 0)) {
    return fmt::format("{} to {}", significant(i.lower, 3), significant(i.upper, 3));
  }
  const int place = place_of(width / 100);
  return fmt::format("{} to {}", rounded_to_place(i.lower, place), rounded_to_place(i.upper, place));
}

/// What an error bound says of a value's digits.
std::string with_error(const estimate& e, const std::string& how) {
  return fmt::format("{}, error below {}", how, significant(round_up(*e.error_bound), 1));
}

/// A method in words; those that bear names keep them as they are written.
std::string method_words(method m) {
  switch (m) {
    case method::plug_in:
      return "plug-in";
    case method::knn:
      return "nearest neighbours";
    case method::miller_madow:
      return "Miller-Madow";
    case method::grassberger:
      return "Grassberger";
    case method::chao_shen:
      return "Chao-Shen";
    case method::james_stein:
      return "James-Stein";
    case method::nsb:
      return "NSB";
    case method::zhang_grabchak:
      return "Zhang-Grabchak";
    case method::good_turing:
      return "Good-Turing";
    default: {
      std::string words(name(m));
      std::ranges::replace(words, '_', ' ');
      return words;
    }
  }
}

std::string method_text(const estimate& e) {
  const std::string how = method_words(e.method);
  if (is_certain(e)) {
    return fmt::format("{}; certainly {}", e.error_bound ? with_error(e, how) : how, interval_text(*e.interval));
  }
  if (e.interval) {
    const std::string level = e.level ? significant(*e.level * 100, 4) + "% " : "";
    return fmt::format("{}interval {}    {}", level, interval_text(*e.interval), how);
  }
  if (e.standard_error) {
    return fmt::format("{}, standard error {}", how, significant(*e.standard_error, 2));
  }
  if (e.error_bound && e.method != method::exact && e.method != method::closed_form) {
    return with_error(e, how);
  }
  return how;
}

std::string thousands(std::int64_t n) {
  std::string text = std::to_string(n);
  const std::size_t first = n < 0 ? 1 : 0;
  for (std::size_t at = text.size(); at > first + 3;) {
    at -= 3;
    text.insert(at, 1, ',');
  }
  return text;
}

std::string p_text(std::optional<double> p, double alpha) {
  if (!p) {
    return "unknown";
  }
  if (*p < least_p) {
    return "< 1e-12";
  }
  if (*p >= alpha) {
    return "> " + significant(alpha, 3);
  }
  std::string text = significant(*p, *p < 1e-3 ? 1 : 2);
  // Never let rounding carry a p-value up to the level it lies below.
  for (int digits = 3; digits < 17 && std::stod(text) >= alpha; ++digits) {
    text = significant(*p, digits);
  }
  return text;
}

std::string percent(double share) {
  const double hundredths = share * 100;
  if (!std::isfinite(hundredths)) {
    return special(share);
  }
  if (hundredths == 0 || hundredths == 100) {
    return fmt::format("{:.0f}%", hundredths);
  }
  if (hundredths < 0.1) {
    return "< 0.1%";
  }
  if (hundredths > 99.9) {
    return "> 99.9%";
  }
  return significant(hundredths, hundredths < 1 ? 1 : hundredths < 99 ? 2 : 3) + "%";
}

double round_up(double value) {
  if (!(value > 0) || !std::isfinite(value)) {
    return value;
  }
  const double decade = std::pow(10.0, std::floor(std::log10(value)));
  for (const double step : {1.0, 2.0, 5.0}) {
    if (step * decade >= value * (1 - 1e-12)) {
      return step * decade;
    }
  }
  return 10 * decade;
}

std::string how_many(std::int64_t n, const char* one, const char* many) {
  return fmt::format("{} {}", thousands(n), n == 1 ? one : many);
}

}  // namespace relent::report
