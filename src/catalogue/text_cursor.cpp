#include "catalogue/text_cursor.hpp"

#include <cctype>
#include <charconv>
#include <cstddef>
#include <limits>
#include <numbers>
#include <optional>
#include <system_error>

#include <fmt/format.h>

#include "relent/core/words.hpp"

#include "catalogue/text_fault.hpp"

namespace relent {
namespace {

bool is_digit(char c) noexcept { return std::isdigit(static_cast<unsigned char>(c)) != 0; }

/// The names that stand for numbers, in place of digits.
std::optional<double> constant(std::string_view name) {
  return same_name(name, "pi") ? std::optional(std::numbers::pi)
         : same_name(name, "inf") || same_name(name, "infinity")
             ? std::optional(std::numeric_limits<double>::infinity())
             : std::nullopt;
}

}  // namespace

error text_cursor::fault(std::string_view at, std::string_view message, errc code) const {
  return fault_at(at, text_, message, code);
}

void text_cursor::skip_blanks() {
  const std::string_view left = trim(rest_);
  rest_ =
      left.empty() ? rest_.substr(rest_.size()) : rest_.substr(static_cast<std::size_t>(left.data() - rest_.data()));
}

bool text_cursor::next_is(char c) {
  skip_blanks();
  return !rest_.empty() && rest_.front() == c;
}

bool text_cursor::take(char c) {
  const bool found = next_is(c);
  rest_.remove_prefix(found ? 1 : 0);
  return found;
}

void text_cursor::demand(char c, std::string_view what) {
  if (!take(c)) {
    throw fault(rest_, fmt::format("'{}' is missing {}", c, what));
  }
}

std::string_view text_cursor::word() {
  skip_blanks();
  std::size_t n = 0;
  while (n < rest_.size() && (std::isalnum(static_cast<unsigned char>(rest_[n])) != 0 || rest_[n] == '_')) {
    ++n;
  }
  const std::string_view out = n > 0 && !is_digit(rest_[0]) ? rest_.substr(0, n) : std::string_view{};
  rest_.remove_prefix(out.size());
  return out;
}

bool text_cursor::at_number() {
  skip_blanks();
  const std::string_view before = rest_;
  if (!rest_.empty() && (rest_.front() == '-' || rest_.front() == '+')) {
    rest_.remove_prefix(1);
    skip_blanks();
  }
  const bool digit = !rest_.empty() && (is_digit(rest_.front()) || rest_.front() == '.');
  const bool found = digit || constant(word()).has_value();
  rest_ = before;
  return found;
}

double text_cursor::number() {
  const double above = plain_number();
  return take('/') ? above / plain_number() : above;
}

double text_cursor::plain_number() {
  skip_blanks();
  const std::string_view start = rest_;
  const bool negative = next_is('-');
  if (negative || next_is('+')) {
    rest_.remove_prefix(1);
    skip_blanks();
  }
  const std::string_view before = rest_;
  if (const auto named = constant(word())) {
    return negative ? -*named : *named;
  }
  rest_ = before;
  double x = 0;
  const auto [end, failed] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), x);
  if (failed == std::errc::invalid_argument || (!rest_.empty() && rest_.front() == '-')) {
    throw fault(start, "a number is missing");
  }
  const std::string_view digits = rest_.substr(0, static_cast<std::size_t>(end - rest_.data()));
  rest_.remove_prefix(digits.size());
  if (failed == std::errc::result_out_of_range) {
    throw fault(digits, fmt::format("{} is beyond the range of a double,", quoted(digits)));
  }
  return negative ? -x : x;
}

std::vector<double> text_cursor::numbers() {
  std::vector<double> out;
  do {
    if (!at_number()) {
      throw fault(rest_, "a number is missing");
    }
    out.push_back(number());
  } while (take(','));
  demand(']', "to close a list");
  return out;
}

parameter_value text_cursor::list_or_matrix() {
  skip_blanks();
  const std::string_view start = rest_;
  demand('[', "before a list");
  if (!next_is('[')) {
    return numbers();
  }
  std::vector<std::vector<double>> rows;
  do {
    demand('[', "before a row");
    rows.push_back(numbers());
    if (rows.back().size() != rows.front().size()) {
      throw fault(start,
                  fmt::format("row {} has {} numbers, row 1 has {}, in the matrix", rows.size(), rows.back().size(),
                              rows.front().size()),
                  errc::shape_mismatch);
    }
  } while (take(','));
  demand(']', "to close a matrix");
  return matrix(rows);
}

}  // namespace relent
