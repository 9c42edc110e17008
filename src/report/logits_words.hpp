#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "relent/logits/compare_logits.hpp"

namespace relent::report {

/// `NumPy f32, 512 x 32000`: what a file of logits is.
[[nodiscard]] std::string kind_of(const logit_file_info& file);

/// The answer in one sentence: KL a token, how often both choose the same, and the perplexities where known.
[[nodiscard]] std::string headline(const logit_comparison& c);

/// A mean with digits that stop where the error starts; `share` in percent.
[[nodiscard]] std::string mean_text(const token_mean& m);
[[nodiscard]] std::string share_text(const token_mean& m);

/// A perplexity, with as many digits as the ratio of both deserves: it is known far better than either.
[[nodiscard]] std::string perplexity_text(const token_mean& m, const token_mean& ratio);

/// `0.0119 to 0.0128`, a dash where there is none; of a share `94.4% to 95.7%`.
[[nodiscard]] std::string range_of(const token_mean& m);
[[nodiscard]] std::string share_range(const token_mean& m);

/// How much wider than independent ones the dependence between neighbouring tokens makes the error: `1.9 times`.
[[nodiscard]] std::string dependence_text(const token_mean& m);

/// `0.1%`, `-12%`: a change of a probability.
[[nodiscard]] std::string change_of_share(double x);

/// The bars of the histogram as ten a decade, put together to decades: `from` <= KL < 10 `from`.
struct decade {
  double from;
  std::int64_t count;
  bool all_below;  ///< the first one, which takes in what is smaller
};
[[nodiscard]] std::vector<decade> decades_of(const logit_comparison& c, std::size_t most);

/// `row 12`, `chunk 3, token 301`.
[[nodiscard]] std::string place_text(const logit_comparison& c, const token_difference& at);

}  // namespace relent::report
