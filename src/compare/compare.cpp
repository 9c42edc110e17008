#include <algorithm>
#include <chrono>
#include <memory>
#include <variant>

#include <fmt/format.h>

#include "relent/compare/comparison.hpp"
#include "relent/core/error.hpp"
#include "relent/core/parallel.hpp"

#include "compare/categorical_column.hpp"
#include "compare/homogeneity.hpp"
#include "compare/matching.hpp"
#include "compare/numeric_column.hpp"
#include "compare/words.hpp"

namespace relent {
namespace comparing {
namespace {

using column_state = std::variant<numeric_column, categorical_column>;

// The passes over both sources, and what they have in common.
class passes {
 public:
  passes(const source& reference, const source& current, const compare_options& how,
         const std::vector<matched_column>& columns)
      : reference_(reference), current_(current), how_(how), columns_(columns) {
    for (const matched_column& c : columns) {
      const bool whole = current.fields()[c.current].type.find("int") != std::string::npos;
      states_.push_back(c.numeric ? column_state(std::in_place_type<numeric_column>, how, whole)
                                  : column_state(std::in_place_type<categorical_column>, how));
    }
  }

  void run() {
    std::vector<std::size_t> all(columns_.size());
    for (std::size_t i = 0; i < all.size(); ++i) {
      all[i] = i;
    }
    total_ = 2 * reference_.rows().value_or(0) + current_.rows().value_or(0);
    total_ = reference_.rows() && current_.rows() ? total_ : 0;
    rows_[0] = pass(reference_, all, "reading the reference", [](column_state& s, batch& b, std::size_t column) {
      if (auto* numeric = std::get_if<numeric_column>(&s)) {
        numeric->add_reference(b.numbers(column));
      } else {
        std::get<categorical_column>(s).add(b.words(column), 0);
      }
    });
    each_numeric([](numeric_column& c) { c.finish_reference(); });
    const std::vector<std::size_t> again = to_recount();
    total_ -= again.empty() ? std::min(total_, rows_[0]) : 0;
    rows_[1] = pass(current_, all, "reading the current", [](column_state& s, batch& b, std::size_t column) {
      if (auto* numeric = std::get_if<numeric_column>(&s)) {
        numeric->add_current(b.numbers(column));
      } else {
        std::get<categorical_column>(s).add(b.words(column), 1);
      }
    });
    each_numeric([](numeric_column& c) { c.finish_current(); });
    if (!again.empty()) {
      pass(reference_, again, "counting the reference", [](column_state& s, batch& b, std::size_t column) {
        std::get<numeric_column>(s).recount_reference(b.numbers(column));
      });
      each_numeric([](numeric_column& c) { c.finish_recount(); });
    }
  }

  [[nodiscard]] std::int64_t rows(std::size_t side) const noexcept { return rows_[side]; }
  [[nodiscard]] const column_state& state(std::size_t column) const { return states_[column]; }

 private:
  using reading = void (*)(column_state&, batch&, std::size_t);

  // Batches one after the other, columns of a batch at once: memory is bounded by a batch, and what a column sums
  // up does not depend on threads.
  std::int64_t pass(const source& from, const std::vector<std::size_t>& which, const char* what, reading read) {
    std::vector<std::size_t> places;
    for (const std::size_t i : which) {
      places.push_back(&from == &reference_ ? columns_[i].reference : columns_[i].current);
    }
    const std::unique_ptr<batch_stream> stream = from.open(places);
    std::int64_t rows = 0;
    while (const std::unique_ptr<batch> b = stream->next()) {
      parallel_for(static_cast<std::int64_t>(which.size()), how_.threads, [&](std::int64_t k) {
        const auto column = static_cast<std::size_t>(k);
        read(states_[which[column]], *b, column);
      });
      rows += b->rows();
      done_ += b->rows();
      if (how_.on_progress) {
        how_.on_progress({what, done_, total_});
      }
    }
    return rows;
  }

  template <class Use>
  void each_numeric(const Use& use) {
    parallel_for(static_cast<std::int64_t>(states_.size()), how_.threads, [&](std::int64_t i) {
      if (auto* numeric = std::get_if<numeric_column>(&states_[static_cast<std::size_t>(i)])) {
        use(*numeric);
      }
    });
  }

  [[nodiscard]] std::vector<std::size_t> to_recount() const {
    std::vector<std::size_t> again;
    for (std::size_t i = 0; i < states_.size(); ++i) {
      const auto* numeric = std::get_if<numeric_column>(&states_[i]);
      if (numeric != nullptr && numeric->needs_recount()) {
        again.push_back(i);
      }
    }
    return again;
  }

  const source& reference_;
  const source& current_;
  const compare_options& how_;
  const std::vector<matched_column>& columns_;
  std::vector<column_state> states_{};
  std::array<std::int64_t, 2> rows_{};
  std::int64_t done_ = 0, total_ = 0;
};

double js_value(const column_comparison& c) {
  const auto js = std::ranges::find(c.measures, "js_divergence", &answer::name);
  return js == c.measures.end() ? 0 : js->estimate.value;
}

// Adjusted p-values, and with them which columns drifted; then the words, where there is something to tell.
void decide(comparison& out, const compare_options& how) {
  std::vector<std::optional<double>> p_values;
  std::ranges::transform(out.columns, std::back_inserter(p_values), &column_comparison::p_value);
  const std::vector<std::optional<double>> q_values = adjusted(p_values);
  std::vector<const column_comparison*> drifted;
  for (std::size_t i = 0; i < out.columns.size(); ++i) {
    column_comparison& c = out.columns[i];
    c.adjusted_p_value = q_values[i];
    if (how.preset == preset::relent) {  // else the tool has decided
      c.drifted = q_values[i] && *q_values[i] < how.alpha;
    }
    if (!c.drifted) {
      c.what_moved.clear();
    }
    c.what_moved = with_missing_move(std::move(c.what_moved), c);
    if (c.drifted) {
      drifted.push_back(&c);
    }
  }
  std::ranges::stable_sort(drifted, [](auto* a, auto* b) { return js_value(*a) > js_value(*b); });
  for (const column_comparison* c : drifted) {
    out.drifted.push_back(c->name);
  }
}

void to_unit(column_comparison& c, unit to) {
  for (answer& a : c.measures) {
    if (a.in_units) {
      estimate& e = a.estimate;
      e.value = from_nats(e.value, to);
      if (e.standard_error) {
        e.standard_error = from_nats(*e.standard_error, to);
      }
      if (e.interval) {
        e.interval = interval{from_nats(e.interval->lower, to), from_nats(e.interval->upper, to)};
      }
    }
  }
  for (cell& one : c.cells) {
    one.contribution = from_nats(one.contribution, to);
  }
}

void check(const compare_options& how) {
  if (how.bins < 2 || how.bins > 1000) {
    throw bad_value("compare", "bins", {}, how.bins, "from 2 to 1000", errc::out_of_range);
  }
  if (!(how.alpha > 0 && how.alpha < 1)) {
    throw bad_value("compare", "alpha", {}, how.alpha, "between 0 and 1", errc::out_of_range);
  }
  if (!(how.level > 0 && how.level < 1)) {
    throw bad_value("compare", "level", {}, how.level, "between 0 and 1", errc::out_of_range);
  }
}

}  // namespace
}  // namespace comparing

comparison compare(const source& reference, const source& current, const compare_options& how) {
  using namespace comparing;
  check(how);
  const auto begin = std::chrono::steady_clock::now();
  comparison out;
  out.unit = how.unit;
  out.options = how;
  out.options.on_progress = nullptr;
  const std::vector<matched_column> columns = match_columns(reference, current, how.columns, out);
  passes reading(reference, current, how, columns);
  reading.run();
  out.reference = {reference.name(), reading.rows(0), reference.fields().size()};
  out.current = {current.name(), reading.rows(1), current.fields().size()};
  out.columns.resize(columns.size());
  parallel_for(static_cast<std::int64_t>(columns.size()), how.threads, [&](std::int64_t k) {
    const auto i = static_cast<std::size_t>(k);
    const field& f = reference.fields()[columns[i].reference];
    column_comparison& c = out.columns[i];
    c.name = f.name;
    c.kind = f.kind;
    c.type = f.type;
    c.rows = {reading.rows(0), reading.rows(1)};
    std::visit([&](const auto& state) { state.compare(c); }, reading.state(i));
  });
  decide(out, how);
  for (column_comparison& c : out.columns) {
    to_unit(c, how.unit);
  }
  out.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  return out;
}

}  // namespace relent
