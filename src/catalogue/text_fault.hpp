#pragma once

#include <cstddef>
#include <string_view>

#include "relent/core/error.hpp"

namespace relent {

/// What an operand's text is refused with: `'0.5,x': "x" at column 5 is not a number`.
[[nodiscard]] error text_fault(std::string_view text, std::string_view message, errc code = errc::syntax);

/// The same where the message is about `at`, a part of `text`, whose column then ends the sentence.
[[nodiscard]] error fault_at(std::string_view at, std::string_view text, std::string_view message,
                             errc code = errc::syntax);

/// The 1-based column, in characters, of `part` within `text`.
[[nodiscard]] std::ptrdiff_t column_of(std::string_view part, std::string_view text);

/// `text` without blanks at its ends.
[[nodiscard]] std::string_view trim(std::string_view text);

}  // namespace relent
