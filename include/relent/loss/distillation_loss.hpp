#pragma once

#include <cstdint>
#include <span>

#include "relent/loss/cross_entropy_loss.hpp"
#include "relent/loss/divergence_loss.hpp"

namespace relent {

struct distillation_options {
  divergence_loss_options soft{.temperature = 2, .scale_by_temperature_squared = true};
  cross_entropy_options hard{};
  double hard_weight = 0.5;  ///< in [0, 1]: of the cross-entropy; the divergence has the rest
};

/// hard_weight * CE(student, classes) + (1 - hard_weight) * T^2 D(teacher, student at temperature T), row by row; rows
/// whose class is ignored count in the soft part only. Each part is reduced by itself, as the two losses above are,
/// but that reduction::mean means batchmean for the soft part (the sum over classes, averaged over rows).
/// Source: Hinton, Vinyals & Dean 2015.
double distillation_loss(const class_rows& student, const class_rows& teacher, std::span<const std::int64_t> classes,
                         const distillation_options& which = {}, const loss_options& how = {},
                         const loss_outputs& out = {});

}  // namespace relent
