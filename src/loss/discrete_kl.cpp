#include "relent/loss/discrete_kl.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "loss/elements.hpp"

namespace relent {
namespace {

constexpr std::string_view function = "bernoulli_kl_loss";
constexpr std::int64_t most = 512;  // elements of a block of sum_elements

/// What a side's numbers stand for.
struct chances {
  double one[most], other[most];          ///< p, 1 - p
  double log_one[most], log_other[most];  ///< their logarithms
};

void of_logits(const double* x, std::int64_t n, chances& to) {
  for (std::int64_t i = 0; i < n; ++i) {
    to.other[i] = -std::abs(x[i]);
  }
  kernel::exponentials(to.other, n);
  for (std::int64_t i = 0; i < n; ++i) {
    to.log_one[i] = 1 + to.other[i];
  }
  kernel::logarithms(to.log_one, n);
  for (std::int64_t i = 0; i < n; ++i) {
    const double e = to.other[i], whole = 1 + e;
    // log(1 + e); what rounding took from 1 + e is put back
    const double log = whole == 1 ? e : to.log_one[i] * (e / (whole - 1));
    const double large = 1 / whole, small = e / whole;
    to.one[i] = x[i] >= 0 ? large : small;
    to.other[i] = x[i] >= 0 ? small : large;
    to.log_one[i] = std::min(x[i], 0.0) - log;
    to.log_other[i] = -std::max(x[i], 0.0) - log;
  }
}

void of_probs(const double* x, std::int64_t n, chances& to) {
  for (std::int64_t i = 0; i < n; ++i) {
    to.one[i] = x[i] >= 0 && x[i] <= 1 ? x[i] : std::numeric_limits<double>::quiet_NaN();
    to.other[i] = 1 - to.one[i];
    to.log_one[i] = to.one[i];
    to.log_other[i] = to.other[i];
  }
  kernel::logarithms(to.log_one, n);
  kernel::logarithms(to.log_other, n);
}

void read_side(const double* x, std::int64_t n, row_content holds, chances& to) {
  if (holds == row_content::logits) {
    of_logits(x, n, to);
  } else {
    of_probs(x, n, to);
  }
}

/// q - p with all its digits: of logits that nearly agree by their difference, with m = exp(b - a) - 1
/// p (1 - p) m / (1 + p m); else by the smaller of the chances.
double gap_of(const chances& p, const chances& q, std::int64_t i, double grown) {
  if (std::abs(grown) < 1) {
    return p.one[i] * p.other[i] * grown / (1 + p.one[i] * grown);
  }
  return p.one[i] < 0.5 || q.one[i] < 0.5 ? q.one[i] - p.one[i] : p.other[i] - q.other[i];
}

/// The logarithms of 1 + x, where |x| <= 1/2.
void logarithms_near_one(double* x, std::int64_t n, double* room) {
  for (std::int64_t i = 0; i < n; ++i) {
    x[i] = std::abs(x[i]) <= 0.5 ? x[i] : 0;
    room[i] = 1 + x[i];
  }
  kernel::logarithms(room, n);
  for (std::int64_t i = 0; i < n; ++i) {
    const double whole = 1 + x[i];
    x[i] = whole == 1 ? x[i] : room[i] * (x[i] / (whole - 1));
  }
}

/// Both outcomes of a pair: y = log of q's chance over p's, and R(y) = exp(y) - 1 - y.
struct outcome {
  double ratio[most], rest[most];

  void read(const double* p, const double* q, const double* log_p, const double* log_q, const double* gap, double sign,
            std::int64_t n) {
    for (std::int64_t i = 0; i < n; ++i) {
      ratio[i] = sign * gap[i] / p[i];
    }
    double room[most];
    bool near[most];
    for (std::int64_t i = 0; i < n; ++i) {
      near[i] = std::abs(ratio[i]) <= 0.5;
    }
    logarithms_near_one(ratio, n, room);
    for (std::int64_t i = 0; i < n; ++i) {
      ratio[i] = near[i] ? ratio[i] : log_q[i] - log_p[i];
      rest[i] = near[i] ? ratio[i] : 0;
    }
    kernel::exponential_rests(rest, n);
    for (std::int64_t i = 0; i < n; ++i) {
      // the term p R(y) = q - p - p y
      rest[i] = near[i] ? p[i] * rest[i] : p[i] == 0 ? q[i] : q[i] - p[i] - p[i] * ratio[i];
    }
  }
};

double finite_or_zero(double x) { return std::isinf(x) ? 0 : x; }

/// What a block needs beside the element_block itself: 56 KiB, kept for the next.
struct workspace {
  chances p, q;
  outcome one, other;
  double gap[most], grown[most];
};

void run_block(losses::element_block& e, row_content p_holds, row_content q_holds, workspace& w) {
  const bool p_logits = p_holds == row_content::logits, q_logits = q_holds == row_content::logits;
  read_side(e.a, e.n, p_holds, w.p);
  read_side(e.b, e.n, q_holds, w.q);
  for (std::int64_t i = 0; i < e.n; ++i) {
    const double step = p_logits && q_logits ? e.b[i] - e.a[i] : 2;
    w.grown[i] = std::abs(step) < 0.5 ? step : 2;
  }
  std::copy_n(w.grown, e.n, e.value);
  kernel::exponential_rests(e.value, e.n);
  for (std::int64_t i = 0; i < e.n; ++i) {
    w.gap[i] = gap_of(w.p, w.q, i, e.value[i] + w.grown[i]);
  }
  w.one.read(w.p.one, w.q.one, w.p.log_one, w.q.log_one, w.gap, 1, e.n);
  w.other.read(w.p.other, w.q.other, w.p.log_other, w.q.log_other, w.gap, -1, e.n);
  for (std::int64_t i = 0; i < e.n; ++i) {
    const double q = w.q.one[i], q_other = w.q.other[i], both = w.p.one[i] * w.p.other[i];
    e.value[i] = w.one.rest[i] + w.other.rest[i];
    const double slope = finite_or_zero(w.other.ratio[i] - w.one.ratio[i]);
    e.to_a[i] = !p_logits ? (both == 0 ? 0 : slope) : both == 0 ? 0 : both * slope;
    if (q_logits) {
      e.to_b[i] = w.gap[i];
    } else {
      e.to_b[i] = q == 0 || q_other == 0 ? 0 : finite_or_zero(w.gap[i] / (q * q_other));
    }
  }
}

void check(const char* name, const class_rows& side) {
  if (side.holds == row_content::log_probs) {
    throw error(errc::unsupported, function, fmt::format("{} holds log_probs, must hold logits or probs", name));
  }
}

}  // namespace

double bernoulli_kl_loss(const class_rows& p, const class_rows& q, const loss_options& how,
                         const element_outputs& out) {
  losses::check_same_shape(function, "p", p, "q", q);
  check("p", p);
  check("q", q);
  return losses::sum_elements(function, p, q, how, out, losses::elements_of(p), {}, [&](losses::element_block& e) {
    thread_local workspace room;
    run_block(e, p.holds, q.holds, room);
  });
}

}  // namespace relent
