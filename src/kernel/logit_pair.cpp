#include "kernel/logit_pair.hpp"

#include <algorithm>
#include <cmath>

namespace relent::kernel {
namespace {

template <class T>
logit_pair plain(const T* a, const T* b, std::int64_t n) noexcept {
  logit_pair out;
  out.argmax_a = std::max_element(a, a + n) - a;
  out.argmax_b = std::max_element(b, b + n) - b;
  const double ma = a[out.argmax_a], mb = b[out.argmax_b];
  double za = 0, zb = 0;
  for (std::int64_t i = 0; i < n; ++i) {
    za += std::exp(double(a[i]) - ma);
    zb += std::exp(double(b[i]) - mb);
  }
  const double la = out.log_sum_exp_a = ma + std::log(za), lb = out.log_sum_exp_b = mb + std::log(zb);
  for (std::int64_t i = 0; i < n; ++i) {
    const double lp = double(a[i]) - la, lq = double(b[i]) - lb, p = std::exp(lp), q = std::exp(lq);
    const double lm = std::log((p + q) / 2);
    out.kl_ab += p > 0 ? p * (lp - lq) + q - p : 0;
    out.kl_ba += q > 0 ? q * (lq - lp) + p - q : 0;
    out.js += (p > 0 ? p * (lp - lm) / 2 : 0) + (q > 0 ? q * (lq - lm) / 2 : 0);
  }
  return out;
}

}  // namespace

logit_pair compare_logits(const float* a, const float* b, std::int64_t n) noexcept { return plain(a, b, n); }
logit_pair compare_logits(const double* a, const double* b, std::int64_t n) noexcept { return plain(a, b, n); }

}  // namespace relent::kernel
