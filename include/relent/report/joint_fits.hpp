#pragma once

#include <string>
#include <vector>

#include "relent/fit/joint_fit.hpp"
#include "relent/fit/joint_rank.hpp"
#include "relent/report/report.hpp"

namespace relent {

/// A fit of several numbers as it is shown: the target as it was written, the names of its columns where it has them.
struct shown_joint_fit {
  std::string target;
  joint_fit_answer answer;
  std::vector<std::string> columns{};
};

/// Models of several numbers ranked.
struct shown_joint_rank {
  std::string data;
  joint_rank_answer answer;
};

/// The optima, best first; matrices row by row, eight rows at most.
[[nodiscard]] std::string to_text(const shown_joint_fit& f, const text_style& style = {});
/// As of one number; "parameters", "standard_errors" and "intervals" hold numbers, lists and lists of lists; beside
/// them "columns" and "evidence_error".
[[nodiscard]] std::string to_json(const shown_joint_fit& f);

/// A line a model, in bits an observation.
[[nodiscard]] std::string to_text(const shown_joint_rank& r, const text_style& style = {});
/// As of one number; KL and what goes with it are null where it is not estimated.
[[nodiscard]] std::string to_json(const shown_joint_rank& r);

}  // namespace relent
