#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "relent/core/estimate.hpp"
#include "relent/core/progress.hpp"
#include "relent/core/unit.hpp"

namespace relent {

struct logit_options {
  std::string
      tokens{};  ///< a .npy file: which token each row predicted; empty: what a llama.cpp file holds, or nothing
  relent::unit unit = unit::nats;
  double level = 0.95;  ///< of the intervals
  int worst = 10;       ///< so many tokens with the largest KL are shown
  int threads = 0;
  std::function<void(const progress&)> on_progress{};
};

/// A file of logits as it describes itself.
struct logit_file_info {
  std::string path{};
  std::string format{};               ///< "NumPy", "safetensors", "llama.cpp"
  std::string type{};                 ///< "f64", "f32", "f16", "bf16", "u16" (llama.cpp's 16-bit log-probabilities)
  std::string tensor{};               ///< of a .safetensors file
  std::vector<std::int64_t> shape{};  ///< the last axis is the vocabulary
};

/// The mean of a number that every token has. Tokens of a text depend on their neighbours: `estimate.standard_error`
/// and `estimate.interval` allow for that; `independent_error` is s / sqrt(n), which does not.
struct token_mean {
  relent::estimate estimate{};
  std::optional<double> independent_error{};
};

/// How a number is spread over the tokens, by linear interpolation between the sorted ones.
struct token_spread {
  double minimum, p0_1, p1, p5, p10, p25, median, p75, p90, p95, p99, p99_9, maximum;
};

struct token_summary {
  token_mean mean;
  token_spread spread;
};

/// What is known where the predicted tokens are.
struct likelihood_comparison {
  std::int64_t tokens = 0;                            ///< rows whose token is known
  token_mean teacher_perplexity, student_perplexity;  ///< exp of the mean of -log p(token)
  token_mean ratio;                                   ///< student's over teacher's
  token_mean log_ratio;                               ///< its logarithm, the mean of log p_teacher - log p_student
  token_mean difference;                              ///< student's minus teacher's
  double correlation = 0;                             ///< of the two -log p(token)
  token_summary delta_p;                              ///< p_student(token) - p_teacher(token)
  token_mean delta_p_rms;                             ///< the root of its mean square
};

/// One of the tokens on which the models differ most.
struct token_difference {
  struct choice {
    std::int64_t token;
    double teacher, student;  ///< its probabilities
  };
  std::vector<std::int64_t> place;  ///< row; or batch and token; or chunk and token in it, of a llama.cpp file
  double kl_divergence;
  choice teacher_top, student_top;
  std::optional<choice> predicted{};
};

/// A bar of the histogram of per-token KL, `low` <= KL < `high`.
struct token_bar {
  double low, high;
  std::int64_t count;
};

/// The statistics that llama-perplexity --kl-divergence prints, in nats and by its formulas: log-probabilities as the
/// file has them, not normalised again; tokens below exp(-16) left out; standard errors as of independent tokens.
struct llama_statistics {
  struct value {
    double mean, error;
  };
  value student_perplexity, teacher_perplexity, log_ratio, ratio, difference;
  double correlation;
  value kl, delta_p, delta_p_rms, same_top;
  token_spread kl_spread, delta_p_spread;
};

struct logit_comparison {
  logit_file_info teacher{}, student{};
  std::int64_t tokens = 0;  ///< rows compared
  std::int64_t vocabulary = 0;
  relent::unit unit = unit::nats;  ///< of the divergences
  double level = 0.95;
  token_summary kl_divergence{}, reverse_kl_divergence{}, js_divergence{};
  token_mean same_top{};  ///< share of the tokens whose most likely token is the same
  std::optional<likelihood_comparison> likelihoods{};
  std::vector<std::string> place_names{};   ///< of `token_difference::place`
  std::vector<token_difference> worst{};    ///< largest KL first
  std::vector<token_bar> histogram{};       ///< of KL, in steps of a tenth of a decade; empty where all are 0
  std::int64_t zeros = 0, infinite = 0;     ///< tokens whose KL is exactly 0, and infinite
  std::optional<llama_statistics> llama{};  ///< where the predicted tokens are known
  std::vector<std::string> notes{};
  double seconds = 0;
};

/// Compares two models' logits over the same tokens, row by row: softmax of the teacher's row against the student's.
///
/// Files, by their content: .npy (f64, f32, f16; rows x vocabulary, or batch x tokens x vocabulary), .safetensors (also
/// bf16; the only tensor, or `file.safetensors:name`), and what llama-perplexity saves with --kl-divergence-base, which
/// holds its tokens, too. Rows are read in blocks: memory is some 140 bytes a token and some MB a thread, whatever the
/// files' size.
///
/// Per token: KL(teacher‖student), the reverse and JS as sums of terms that are never negative, so that near-equal rows
/// keep their relative accuracy (1e-6 for f32 down to KL = 1e-12); -infinity is a token of probability 0, and KL is
/// infinite where only the student has it. A llama.cpp file cuts probabilities off below exp(-16) of the row's largest:
/// all three divergences are then of both models' distributions over the tokens that the teacher's file keeps.
///
/// Standard errors allow for the correlation between neighbouring tokens (Geyer 1992, initial monotone sequence); the
/// interval of the share of same top tokens is Wilson's, with as many tokens as independent ones would be worth.
///
/// Throws error(not_found | unreadable | corrupt | unsupported | unknown_name) naming the file and the place,
/// error(errc::shape_mismatch) naming both numbers where vocabularies or rows differ, error(errc::invalid_value) with
/// the row and column of a NaN or +infinity, and of a row that is -infinity throughout.
[[nodiscard]] logit_comparison compare_logits(const std::string& teacher, const std::string& student,
                                              const logit_options& how = {});

}  // namespace relent
