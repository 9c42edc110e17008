#pragma once

#include <string>

#include "relent/logits/compare_logits.hpp"
#include "relent/report/report.hpp"

namespace relent {

/// The files, one sentence, the divergences in a table, what the likelihoods tell where tokens are known, how KL is
/// spread over the tokens, and the tokens on which the models differ most. Fits the width (at least 80).
[[nodiscard]] std::string to_text(const logit_comparison& c, const text_style& style = {});

/// The statistics that llama-perplexity --kl-divergence prints, by their names. Throws error(errc::unsupported) where
/// the predicted tokens are not known.
[[nodiscard]] std::string to_llama_text(const logit_comparison& c);

/// `{"teacher": {"path", "format", "type", "tensor", "shape"}, "student", "tokens", "vocabulary", "unit", "level",
/// "kl_divergence": {"mean", "standard_error", "independent_standard_error", "interval", "minimum", "median",
/// "maximum", "percentiles": {"0.1": ..., "99.9": ...}}, "reverse_kl_divergence", "js_divergence", "same_top":
/// {"value", "standard_error", "independent_standard_error", "interval"}, "likelihoods": {"tokens",
/// "teacher_perplexity", "student_perplexity", "ratio", "log_ratio", "difference", "correlation", "delta_p",
/// "delta_p_rms"} or null, "worst":
/// [{"row" or "batch", "chunk" and "token", "kl_divergence", "teacher_top": {"token", "teacher", "student"},
/// "student_top", "predicted"}], "histogram": [{"low", "high", "count"}], "zeros", "infinite", "llama": {...} or null,
/// "notes", "seconds"}`.
[[nodiscard]] std::string to_json(const logit_comparison& c);

/// One self-contained page: how KL is spread over the tokens on a logarithmic axis, and its cumulative share; the
/// numbers with their intervals; the worst tokens. `command` is the line that makes it again, empty where there is
/// none.
[[nodiscard]] std::string to_html(const logit_comparison& c, const std::string& command);

}  // namespace relent
