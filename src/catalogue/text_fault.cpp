#include "catalogue/text_fault.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "relent/core/words.hpp"

namespace relent {

error text_fault(std::string_view text, std::string_view message, errc code) {
  return {code, fmt::format("{}: {}", quoted(text, 40, '\''), message)};
}

error fault_at(std::string_view at, std::string_view text, std::string_view message, errc code) {
  return text_fault(text, fmt::format("{} at column {}", message, column_of(at, text)), code);
}

std::ptrdiff_t column_of(std::string_view part, std::string_view text) {
  const auto before = static_cast<std::size_t>(part.data() - text.data());
  return 1 + std::ranges::count_if(text.substr(0, before), [](unsigned char c) { return (c & 0xC0) != 0x80; });
}

std::string_view trim(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n";
  const std::size_t first = text.find_first_not_of(blanks);
  return first == std::string_view::npos ? std::string_view{}
                                         : text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

}  // namespace relent
