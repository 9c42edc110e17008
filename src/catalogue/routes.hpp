#pragma once

#include "problem.hpp"

namespace relent {

/// What kind of question a measure asks: of one distribution, of two lined up by element, of a joint table, or of two
/// that lie on a line.
enum class about { one, two, joint, line };

/// One line of the dispatch table: which kinds of operand, asked for which kind of measure, go which way.
struct routing {
  std::string_view p;  ///< a kind of operand, or "any"
  std::string_view q;  ///< "" for none
  about asked;
  relent::method method;
  std::string_view words;  ///< what happens; or, where no function stands here, why no room can answer
  problem (*prepare)(const operand& p, const operand* q, const question& what) = nullptr;  ///< for `solve`
  answer (*direct)(const measure_entry& measure, const operand& p, const operand* q, const question& what) = nullptr;
  bool (*fits)(const measure_entry& measure) = nullptr;    ///< where the line is for some measures alone
  bool (*weighs)(const measure_entry& measure) = nullptr;  ///< for which it heeds weights and serial correlation

  [[nodiscard]] bool answers() const noexcept { return prepare != nullptr || direct != nullptr; }
};

/// The line for these operands. Throws error(errc::unsupported) with the reason where no room answers.
[[nodiscard]] const routing& find_route(const measure_entry& measure, const operand& p, const operand* q);

}  // namespace relent
