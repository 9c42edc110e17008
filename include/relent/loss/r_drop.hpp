#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "relent/loss/rows.hpp"

namespace relent {

/// Three published ways of adding up R-Drop, for two passes of logits a, b over the same N rows with C classes:
enum class r_drop_convention : std::uint8_t {
  paper,     ///< rows averaged: CE_a + CE_b + alpha/2 [KL(a||b) + KL(b||a)] (Liang et al. 2021, eq. 4)
  official,  ///< (CE_a + CE_b)/2 averaged over rows, + alpha/2 [KL(a||b) + KL(b||a)] summed over rows (dropreg/R-Drop)
  keras,     ///< averaged over the 2N rows: CE, + alpha/4 [KL(a||b) + KL(b||a)] over N: half of `paper` (bojone/r-drop)
};

[[nodiscard]] r_drop_convention r_drop_convention_of(std::string_view name);

struct r_drop_options {
  double alpha = 1;
  r_drop_convention convention = r_drop_convention::paper;
  double label_smoothing = 0;
  std::int64_t ignore_index = -100;
};

/// The loss and its gradients: out.input to `a`, out.target to `b`. Without classes (empty) only the divergence.
/// how.reduce must be mean (the convention says what is averaged).
double r_drop_loss(const class_rows& a, const class_rows& b, std::span<const std::int64_t> classes,
                   const r_drop_options& which = {}, const loss_options& how = {}, const loss_outputs& out = {});

/// (KL(a||b) + KL(b||a)) / 2 of two passes, reduced as other divergences: half of row_divergence::jeffreys.
double symmetric_kl_loss(const class_rows& a, const class_rows& b, const loss_options& how = {},
                         const loss_outputs& out = {});

}  // namespace relent
