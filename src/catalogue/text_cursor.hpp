#pragma once

#include <string_view>
#include <vector>

#include "relent/core/error.hpp"
#include "relent/distribution/families.hpp"

namespace relent {

/// Walks over a text from its beginning: what an expression's grammar is written with. Every view it gives points
/// into the text, so that a fault can tell the column. Blanks between what it reads do not matter.
class text_cursor {
 public:
  explicit text_cursor(std::string_view text) : text_(text), rest_(text) {}

  [[nodiscard]] std::string_view text() const noexcept { return text_; }
  /// What is not yet read.
  [[nodiscard]] std::string_view rest() const noexcept { return rest_; }
  /// Goes back to where rest() was `before`.
  void back_to(std::string_view before) noexcept { rest_ = before; }

  void skip_blanks();
  [[nodiscard]] bool next_is(char c);
  /// Steps over `c` where it is next.
  bool take(char c);
  /// Steps over `c`, or throws error(errc::syntax): `')' is missing to close the parameters at column 12`.
  void demand(char c, std::string_view what);

  /// The name that is next, letters, digits and '_' that do not begin with a digit; empty where none is.
  std::string_view word();

  /// Whether digits, a sign before digits, or a name that stands for a number (pi, inf) are next.
  [[nodiscard]] bool at_number();
  /// A number with its sign, or a fraction of two. Throws error(errc::syntax).
  double number();
  /// `[1, 2]` or `[[1, 0], [0, 1]]`. Throws error(errc::syntax), and error(errc::shape_mismatch) for rows that are
  /// not equally long.
  parameter_value list_or_matrix();

  /// A refusal that ends in the column of `at`, a part of the text.
  [[nodiscard]] error fault(std::string_view at, std::string_view message, errc code = errc::syntax) const;

 private:
  double plain_number();
  /// What follows '[', to its ']'.
  std::vector<double> numbers();

  std::string_view text_;
  std::string_view rest_;
};

}  // namespace relent
