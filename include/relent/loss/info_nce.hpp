#pragma once

#include "relent/loss/rows.hpp"

namespace relent {

struct info_nce_options {
  double temperature = 1;  ///< similarities are divided by it
  bool symmetric = false;  ///< the mean of rows against columns and columns against rows (CLIP); needs a square matrix
};

/// InfoNCE of a matrix of similarities whose diagonal holds the pairs that belong together: cross-entropy of every row
/// with its own number as the class. rows <= classes. Source: van den Oord et al. 2018; Radford et al. 2021
/// (symmetric).
double info_nce_loss(const class_rows& similarity, const info_nce_options& which = {}, const loss_options& how = {},
                     const loss_outputs& out = {});

}  // namespace relent
