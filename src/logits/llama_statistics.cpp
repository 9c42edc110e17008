// llama-perplexity's statistics: variances with n below, and n - 1 for the mean's; none for ten tokens or fewer.
#include <algorithm>
#include <cmath>

#include "relent/core/summation.hpp"

#include "logits/token_statistics.hpp"

namespace relent::logits {
namespace {

/// Sums as they are needed: of x, of x y.
double mean_product(std::span<const double> x, std::span<const double> y) {
  compensated_sum sum;
  for (std::size_t i = 0; i < x.size(); ++i) {
    sum += x[i] * y[i];
  }
  return sum.value() / static_cast<double>(x.size());
}

double mean(std::span<const double> x) {
  compensated_sum sum;
  for (const double v : x) {
    sum += v;
  }
  return sum.value() / static_cast<double>(x.size());
}

/// The covariance of two means.
double covariance(std::span<const double> x, std::span<const double> y) {
  const auto n = static_cast<double>(x.size());
  return n <= 10 ? 0 : (mean_product(x, y) - mean(x) * mean(y)) / (n - 1);
}

llama_statistics::value with_error(std::span<const double> x) {
  return {mean(x), std::sqrt(std::max(covariance(x, x), 0.0))};
}

std::vector<double> negative(std::span<const double> x) {
  std::vector<double> out(x.size());
  std::ranges::transform(x, out.begin(), std::negate{});
  return out;
}

}  // namespace

llama_statistics as_llama_does(std::span<const double> teacher, std::span<const double> student,
                               std::span<const double> kl, std::span<const double> same_top) {
  const std::vector<double> base = negative(teacher), mine = negative(student);
  const llama_statistics::value of_base = with_error(base), of_mine = with_error(mine);
  const double together = covariance(base, mine);
  const auto apart = [&](double a, double b, double c) { return std::sqrt(std::max(a * a + b * b - 2 * c, 0.0)); };
  llama_statistics out{};
  const double base_ppl = std::exp(of_base.mean), mine_ppl = std::exp(of_mine.mean);
  out.teacher_perplexity = {base_ppl, base_ppl * of_base.error};
  out.student_perplexity = {mine_ppl, mine_ppl * of_mine.error};
  out.correlation = together / (of_base.error * of_mine.error);
  out.log_ratio = {of_mine.mean - of_base.mean, apart(of_mine.error, of_base.error, together)};
  const double ratio = std::exp(out.log_ratio.mean);
  out.ratio = {ratio, ratio * out.log_ratio.error};
  out.difference = {mine_ppl - base_ppl,
                    apart(out.student_perplexity.error, out.teacher_perplexity.error, mine_ppl * base_ppl * together)};
  out.kl = with_error(kl);
  out.kl_spread = spread_of({kl.begin(), kl.end()});
  std::vector<double> moved(teacher.size()), squares(teacher.size());
  for (std::size_t i = 0; i < moved.size(); ++i) {
    moved[i] = std::exp(student[i]) - std::exp(teacher[i]);
    squares[i] = moved[i] * moved[i];
  }
  out.delta_p = with_error(moved);
  out.delta_p_spread = spread_of(moved);
  const llama_statistics::value square = with_error(squares);
  out.delta_p_rms = {std::sqrt(square.mean), square.mean > 0 ? 0.5 / std::sqrt(square.mean) * square.error : 0};
  const double same = mean(same_top);
  out.same_top = {same,
                  same_top.size() < 2 ? 0 : std::sqrt(same * (1 - same) / static_cast<double>(same_top.size() - 1))};
  return out;
}

}  // namespace relent::logits
