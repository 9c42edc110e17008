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
  std::vector<std::string> columns{};
};

/// The optima, best first; matrices row by row, eight rows at most.
[[nodiscard]] std::string to_text(const shown_joint_fit& f, const text_style& style = {});
/// As of one number; "parameters", "standard_errors" and "intervals" hold numbers, lists and lists of lists; beside
/// them "columns" and "evidence_error".
[[nodiscard]] std::string to_json(const shown_joint_fit& f);
/// One self-contained page: of two numbers their plane, of more the planes of every pair of the first four; the target
/// in grey, rows as points, densities in shades round 39%, 86% and 99% of the mass, and each optimum in its colour,
/// normals and the components of mixtures of them as ellipses at 1 and 2 standard deviations; a table of the optima. A
/// log density is drawn where it is of two numbers, by calling it. `command` is the line that makes it again, empty
/// where there is none.
[[nodiscard]] std::string to_html(const shown_joint_fit& f, const joint_fit_target& target, const std::string& command);
/// So many rows as a page draws, evenly chosen: all that needs to be kept of them for it.
[[nodiscard]] joint_fit_target to_be_drawn(joint_fit_target target);

/// A line a model, in bits an observation.
[[nodiscard]] std::string to_text(const shown_joint_rank& r, const text_style& style = {});
/// As of one number; KL and what goes with it are null where it is not estimated.
[[nodiscard]] std::string to_json(const shown_joint_rank& r);
/// One self-contained page: the rows as points and the models over them, as above, a bar of what each loses with its
/// interval where KL is estimated, and a table.
[[nodiscard]] std::string to_html(const shown_joint_rank& r, const observed_rows& data, const std::string& command);

}  // namespace relent
