#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "relent/catalogue/measure_entry.hpp"
#include "relent/catalogue/operand.hpp"
#include "relent/core/estimate.hpp"
#include "relent/core/unit.hpp"

namespace relent {

/// One element's share of an answer.
struct contribution {
  std::int64_t index;
  std::string label{};  ///< the category or bin, where there is one
  double p;
  double q;  ///< NaN for measures of one distribution
  double value;
};

/// One measure's reply. Values are already in `unit` where the measure has one.
struct answer {
  std::string name;   ///< the measure's full name
  std::string label;  ///< "KL(P‖Q)"
  relent::estimate estimate;
  bool in_units = true;
  std::vector<contribution> contributions{};  ///< largest first; filled when asked for
};

/// A question and its replies.
struct measurement {
  std::string p;
  std::string q{};  ///< empty for measures of one distribution
  relent::unit unit = unit::nats;
  std::vector<answer> answers{};
};

/// What is asked.
struct question {
  std::vector<std::string> measures{};  ///< names or aliases; "all"; empty: the defaults for what was given
  relent::unit unit = unit::nats;
  parameters how{};
  /// Where the elements of masses and counts lie on a line: one finite place for each, rising. Empty: 0, 1, 2, ...
  std::vector<double> support{};
  /// Columns of numbers are stationary series, in the order of their rows, and not independent draws.
  bool serial = false;
  /// How counts and columns of words are estimated: "plug_in", the formula on relative frequencies; for their entropy
  /// also "nsb", "miller_madow", ... (count_entropy.hpp); empty: the default. Refused where it does not answer.
  std::string estimator{};
  bool explain = false;  ///< fill contributions
  double level = 0.95;
  std::size_t named_elements = 10'000;  ///< at most so many elements are named in the notes of an infinite answer
};

/// The one way from operands to answers: looks up the dispatch table which room answers this pair, by
/// which method, and asks it. Throws error(errc::unsupported) with the reason where no room does.
/// `q` is null for measures of one distribution.
[[nodiscard]] measurement ask(const question& what, const operand& p, const operand* q);

/// One row of the dispatch table, as `relent measures` prints it.
struct route {
  std::string_view p;  ///< kind of operand: "masses", "counts", "samples", "categories"
  std::string_view q;  ///< kind of the second operand, "" for none
  relent::method method;
  std::string_view words;  ///< what happens, one sentence
};
[[nodiscard]] std::vector<route> routes();

}  // namespace relent
