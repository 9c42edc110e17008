#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "report/overlay_picture.hpp"

namespace relent::report {

/// What is integrated for an objective, at one place: p log(p/q) for forward_kl, and so on.
struct pointwise_term {
  const char* formula;
  const char* area;  ///< what its area is: "the objective", or what the objective is made of it
};
[[nodiscard]] pointwise_term term_of(std::string_view objective);

/// The terms of each model, at the picture's places, or in its bars where they are a histogram: there p and q are the
/// masses of the bar, and the term is p log(p/q). +infinity where the term is.
[[nodiscard]] std::vector<std::vector<double>> terms_of(const overlay_picture& drawn, const fit_target& target,
                                                        std::span<const distribution> models,
                                                        std::string_view objective, double alpha);

}  // namespace relent::report
