// NannyML's univariate methods, from the behaviour of version 0.13.1 (with numpy 2.4 and SciPy 1.17). Its default
// for both kinds is the Jensen-Shannon distance to base 2, with an alert above mean + 3 sd over the reference's chunks.

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>

#include <boost/math/special_functions/gamma.hpp>

#include "relent/estimate/kolmogorov_smirnov.hpp"

#include "compare/binned_wasserstein.hpp"
#include "compare/divergences.hpp"
#include "compare/presets.hpp"

namespace relent::comparing {
namespace {

constexpr std::size_t chunks = 10;
constexpr std::size_t exact_below = 10000;  // reference values; from there on 10000 equal bins stand for them
constexpr std::size_t many_bins = 10000;

// numpy's linspace: multiples of the step, the last value set.
std::vector<double> evenly(double low, double high, std::size_t bins) {
  std::vector<double> out(bins + 1);
  const double step = (high - low) / static_cast<double>(bins);
  for (std::size_t i = 0; i <= bins; ++i) {
    out[i] = static_cast<double>(i) * step + low;
  }
  out.back() = high;
  return out;
}

std::vector<double> range_edges(std::span<const double> sorted, std::size_t bins) {
  const bool constant = sorted.front() == sorted.back();
  return evenly(sorted.front() - (constant ? 0.5 : 0), sorted.back() + (constant ? 0.5 : 0), bins);
}

// Doane's rule (1976) as numpy has it: Sturges' number of bins, and more where the data are skew.
std::vector<double> doane_edges(std::span<const double> sorted) {
  const auto n = static_cast<double>(sorted.size());
  std::size_t bins = 1;
  if (sorted.size() > 2) {
    const double mean = std::accumulate(sorted.begin(), sorted.end(), 0.0) / n;
    double squares = 0, cubes = 0;
    for (const double v : sorted) {
      squares += (v - mean) * (v - mean);
    }
    const double sd = std::sqrt(squares / n);
    if (sd > 0) {
      for (const double v : sorted) {
        cubes += std::pow((v - mean) / sd, 3);
      }
      const double spread = std::sqrt(6 * (n - 2) / ((n + 1) * (n + 3)));
      const double range = sorted.back() - sorted.front();
      const double width = range / (1 + std::log2(n) + std::log2(1 + std::abs(cubes / n) / spread));
      bins = static_cast<std::size_t>(std::max(1.0, std::ceil(range / width)));
    }
  }
  return range_edges(sorted, bins);
}

// Values in [edge, next edge), the last bin closed.
std::vector<std::int64_t> histogram(std::span<const double> sorted, std::span<const double> edges) {
  std::vector<std::int64_t> out;
  auto from = std::ranges::lower_bound(sorted, edges.front());
  for (std::size_t i = 1; i < edges.size(); ++i) {
    const auto to =
        i + 1 < edges.size() ? std::ranges::lower_bound(sorted, edges[i]) : std::ranges::upper_bound(sorted, edges[i]);
    out.push_back(to - from);
    from = to;
  }
  return out;
}

double hellinger(std::span<const count_pair> cells, double n, double m) {
  double sum = 0;
  for (const count_pair& c : cells) {
    const double away = std::sqrt(static_cast<double>(c.p) / n) - std::sqrt(static_cast<double>(c.q) / m);
    sum += away * away;
  }
  return std::sqrt(sum / 2);
}

preset_reply reply(double js, double threshold, std::vector<answer> others) {
  preset_reply out;
  out.score = preset_score{"Jensen-Shannon distance", js, threshold, true};
  out.drifted = js > threshold;
  out.answers.push_back(preset_answer("nannyml_jensen_shannon", "Jensen-Shannon distance", js));
  std::ranges::move(others, std::back_inserter(out.answers));
  return out;
}

double js_distance_base_2(std::span<const count_pair> cells) { return std::sqrt(js_of(cells) / std::numbers::ln2); }

// The largest distance at the upper edges of equal bins over the reference's range.
double binned_ks(const value_pair& values, std::span<const double> edges) {
  const auto n = static_cast<double>(values.reference.size());
  const auto m = static_cast<double>(values.current.size());
  const std::vector<std::int64_t> a = histogram(values.reference, edges);
  const std::vector<std::int64_t> b = histogram(values.current, edges);
  std::int64_t below_a = 0;
  std::int64_t below_b = std::ranges::lower_bound(values.current, edges.front()) - values.current.begin();
  double distance = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    below_a += a[i];
    below_b += b[i];
    distance = std::max(distance, std::abs(static_cast<double>(below_a) / n - static_cast<double>(below_b) / m));
  }
  return distance;
}

// The area under the cumulative share of values that ends (or begins) with the border itself, weighted with one
// value more than there are: the tool counts its own border as a value.
double area_beyond(std::span<const double> outside, double border, bool smaller, double m) {
  const auto k = static_cast<double>(outside.size());
  double area = 0;
  for (std::size_t i = 0; i < outside.size(); ++i) {
    const auto place = static_cast<double>(i);
    if (smaller) {
      const double next = i + 1 < outside.size() ? outside[i + 1] : border;
      area += (place + 1) / (k + 1) * (next - outside[i]);
    } else {
      const double before = i == 0 ? border : outside[i - 1];
      area += (1 - (place + 1) / (k + 1)) * (outside[i] - before);
    }
  }
  return area * (k + 1) / m;
}

double binned_w1(const value_pair& values, std::span<const double> edges) {
  const auto n = static_cast<double>(values.reference.size());
  const auto m = static_cast<double>(values.current.size());
  const auto inside_from = std::ranges::lower_bound(values.current, edges.front());
  const auto inside_to = std::ranges::upper_bound(values.current, edges.back());
  const std::span<const double> smaller(values.current.begin(), inside_from);
  const std::span<const double> bigger(inside_to, values.current.end());
  const std::vector<std::int64_t> a = histogram(values.reference, edges);
  const std::vector<std::int64_t> b = histogram(values.current, edges);
  const double width = edges[1] - edges[0];
  double below_a = 0;
  double below_b = smaller.empty() ? 0 : (static_cast<double>(smaller.size()) + 1) / m;
  double within = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    below_a += static_cast<double>(a[i]) / n;
    below_b += static_cast<double>(b[i]) / m;
    within += std::abs(below_a - below_b) * width;
  }
  return within + area_beyond(smaller, edges.front(), true, m) + area_beyond(bigger, edges.back(), false, m);
}

// Ten chunks of equal numbers of rows, and one of what is left over; `score` of each, NaN where it has no value.
template <class Row, class Score>
double alert_threshold(std::span<const Row> rows, const Score& score) {
  const std::size_t size = rows.size() / chunks;
  if (size == 0) {
    return std::numeric_limits<double>::infinity();
  }
  std::vector<double> scores;
  for (std::size_t from = 0; from < rows.size(); from += size) {
    const double here = score(rows.subspan(from, std::min(size, rows.size() - from)));
    if (!std::isnan(here)) {
      scores.push_back(here);
    }
  }
  const auto n = static_cast<double>(scores.size());
  const double mean = std::accumulate(scores.begin(), scores.end(), 0.0) / n;
  double squares = 0;
  for (const double s : scores) {
    squares += (s - mean) * (s - mean);
  }
  return mean + 3 * std::sqrt(squares / n);
}

// Counts of the reference in Doane's bins against counts of some values, with a cell for those outside.
std::vector<count_pair> doane_cells(std::span<const std::int64_t> reference, std::span<const double> sorted,
                                    std::span<const double> edges) {
  const std::vector<std::int64_t> here = histogram(sorted, edges);
  std::vector<count_pair> cells;
  auto outside = static_cast<std::int64_t>(sorted.size());
  for (std::size_t i = 0; i < here.size(); ++i) {
    cells.push_back({reference[i], here[i]});
    outside -= here[i];
  }
  cells.push_back({0, outside});
  return cells;
}

std::vector<weighted_value> ones(std::span<const double> values) {
  std::vector<weighted_value> out;
  std::ranges::transform(values, std::back_inserter(out), [](double v) { return weighted_value{v, 1}; });
  return out;
}

}  // namespace

preset_reply nannyml_numeric(const value_pair& values, std::span<const double> reference_rows) {
  const std::vector<double> edges = doane_edges(values.reference);
  const std::vector<std::int64_t> counts = histogram(values.reference, edges);
  const std::vector<count_pair> cells = doane_cells(counts, values.current, edges);
  const double threshold = alert_threshold(reference_rows, [&](std::span<const double> rows) {
    std::vector<double> chunk;
    std::ranges::copy_if(rows, std::back_inserter(chunk), [](double v) { return std::isfinite(v); });
    std::ranges::sort(chunk);
    return chunk.empty() ? std::numeric_limits<double>::quiet_NaN()
                         : js_distance_base_2(doane_cells(counts, chunk, edges));
  });
  const bool exact = values.reference.size() < exact_below;
  const std::vector<double> fine = exact ? std::vector<double>{} : range_edges(values.reference, many_bins);
  const double ks = exact ? ks_distance(ordered_counts(values.reference, values.current)) : binned_ks(values, fine);
  const double w1 = exact ? wasserstein(ones(values.reference), ones(values.current)).value : binned_w1(values, fine);
  const auto n = static_cast<double>(values.reference.size());
  const auto m = static_cast<double>(values.current.size());
  return reply(js_distance_base_2(cells), threshold,
               {preset_answer("nannyml_kolmogorov_smirnov", "Kolmogorov-Smirnov statistic", ks),
                preset_answer("nannyml_wasserstein", "Wasserstein distance", w1),
                preset_answer("nannyml_hellinger", "Hellinger distance", hellinger(cells, n, m))});
}

preset_reply nannyml_words(std::span<const count_pair> words, std::span<const std::int32_t> reference_rows) {
  double n = 0, m = 0;
  for (const count_pair& c : words) {
    n += static_cast<double>(c.p);
    m += static_cast<double>(c.q);
  }
  // Words that the reference lacks are one cell.
  std::vector<count_pair> cells;
  count_pair fresh;
  double statistic = 0, farthest = 0;
  const double correction = words.size() == 2 ? 0.5 : 0;  // Yates (1934), for two cells only
  for (const count_pair& c : words) {
    if (c.p > 0) {
      cells.push_back(c);
    } else {
      fresh.q += c.q;
    }
    const double expected = n * static_cast<double>(c.total()) / (n + m);
    const double away = std::abs(static_cast<double>(c.p) - expected);
    const double corrected = away - std::min(correction, away);
    statistic += corrected * corrected * (1 / expected + 1 / (static_cast<double>(c.total()) - expected));
    farthest = std::max(farthest, std::abs(static_cast<double>(c.p) / n - static_cast<double>(c.q) / m));
  }
  cells.push_back(fresh);
  const double p =
      words.size() < 2 ? 1 : boost::math::gamma_q(static_cast<double>(words.size() - 1) / 2, statistic / 2);
  const double threshold = alert_threshold(reference_rows, [&](std::span<const std::int32_t> rows) {
    std::vector<count_pair> chunk(words.size());
    for (std::size_t i = 0; i < words.size(); ++i) {
      chunk[i].p = words[i].p;
    }
    for (const std::int32_t word : rows) {
      if (word >= 0) {
        ++chunk[static_cast<std::size_t>(word)].q;
      }
    }
    const bool empty = std::ranges::all_of(chunk, [](const count_pair& c) { return c.q == 0; });
    return empty ? std::numeric_limits<double>::quiet_NaN() : js_distance_base_2(chunk);
  });
  return reply(js_distance_base_2(cells), threshold,
               {preset_answer("nannyml_chi2", "Chi2 statistic", statistic),
                preset_answer("nannyml_chi2_p_value", "Chi2 p-value", p),
                preset_answer("nannyml_l_infinity", "L-infinity distance", farthest),
                preset_answer("nannyml_hellinger", "Hellinger distance", hellinger(cells, n, m))});
}

}  // namespace relent::comparing
