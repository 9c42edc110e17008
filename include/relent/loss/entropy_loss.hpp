#pragma once

#include "relent/loss/rows.hpp"

namespace relent {

/// The entropy -sum p log p of every row, in nats, reduced as other row losses (mean, batchmean: by the rows; add it
/// with a negative sign as a bonus for exploration). `out.target` must be empty. Error and memory as divergence_loss.
double entropy_of_rows(const class_rows& input, const loss_options& how = {}, const loss_outputs& out = {});

}  // namespace relent
