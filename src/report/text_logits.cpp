#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "relent/report/logits.hpp"

#include "report/logits_words.hpp"
#include "report/number_text.hpp"
#include "report/paint.hpp"
#include "report/safe_text.hpp"
#include "report/text_bar.hpp"

namespace relent {
namespace {

using namespace report;

constexpr std::size_t label_cells = 21, most_decades = 8;

std::string file_line(const char* side, const logit_file_info& file, std::size_t width) {
  const std::string kind = kind_of(file);
  const std::string path = printable(file.tensor.empty() ? file.path : file.path + ":" + file.tensor);
  const std::size_t room = width > kind.size() + 22 ? width - kind.size() - 12 : 10;
  return fmt::format("{}  {}   {}\n", side, elide_middle(path, room), kind);
}

std::string divergence_row(const char* label, const token_summary& s, std::size_t range_cells) {
  const auto spread = [](double x) { return pad_right(significant(x, 2), 7); };
  return fmt::format("{}  {}  {}  {}  {}  {}\n", pad_right(label, label_cells), pad_right(mean_text(s.mean), 8),
                     pad_right(range_of(s.mean), range_cells), spread(s.spread.median), spread(s.spread.p99),
                     significant(s.spread.maximum, 2));
}

std::string divergences(const logit_comparison& c) {
  std::size_t range_cells = 12;
  for (const token_summary* s : {&c.kl_divergence, &c.reverse_kl_divergence, &c.js_divergence}) {
    range_cells = std::max(range_cells, range_of(s->mean).size());
  }
  std::string out = fmt::format("{}  {}  {}  median   99%      most\n",
                                pad_right(fmt::format("{} a token", name(c.unit)), label_cells), pad_right("mean", 8),
                                pad_right(fmt::format("{}% interval", significant(100 * c.level, 4)), range_cells));
  out += divergence_row("KL(teacher‖student)", c.kl_divergence, range_cells);
  out += divergence_row("KL(student‖teacher)", c.reverse_kl_divergence, range_cells);
  out += divergence_row("Jensen-Shannon", c.js_divergence, range_cells);
  return out;
}

std::string line(const char* label, const std::string& value, const std::string& more) {
  return fmt::format("{}  {}  {}\n", pad_right(label, label_cells), pad_right(value, 8), more);
}

std::string interval_of(const logit_comparison& c, const std::string& range) {
  return range == "-" ? "" : fmt::format("{}% interval {}", significant(100 * c.level, 4), range);
}

std::string likelihoods(const logit_comparison& c) {
  std::string out = line("same top token", share_text(c.same_top), interval_of(c, share_range(c.same_top)));
  if (!c.likelihoods) {
    return out;
  }
  const likelihood_comparison& l = *c.likelihoods;
  out += line("teacher's perplexity", perplexity_text(l.teacher_perplexity, l.ratio),
              interval_of(c, range_of(l.teacher_perplexity)));
  out += line("student's perplexity", perplexity_text(l.student_perplexity, l.ratio),
              interval_of(c, range_of(l.student_perplexity)));
  out += line("their ratio", mean_text(l.ratio), interval_of(c, range_of(l.ratio)));
  out += line("Δp of the token", share_text(l.delta_p.mean), interval_of(c, share_range(l.delta_p.mean)));
  out += line("  root mean square", share_text(l.delta_p_rms),
              fmt::format("1% of tokens below {}, 1% above {}", change_of_share(l.delta_p.spread.p1),
                          change_of_share(l.delta_p.spread.p99)));
  return out;
}

std::string power_text(double x) { return x < 0.05 ? fmt::format("1e{:.0f}", std::log10(x)) : significant(x, 1); }

/// How KL is spread over the tokens, a decade a line.
std::string spread(const logit_comparison& c, const paint& colours) {
  const std::vector<decade> decades = decades_of(c, most_decades);
  if (decades.empty()) {
    return c.zeros == c.tokens ? "KL is exactly 0 at every token.\n" : "";
  }
  std::int64_t most = std::max<std::int64_t>(c.infinite, 1);
  for (const decade& d : decades) {
    most = std::max(most, d.count);
  }
  const auto row = [&](const std::string& label, std::int64_t count) {
    return fmt::format("  {}  {}  {}\n", pad_right(label, label_cells - 2),
                       colours.accent(text_bar(static_cast<double>(count) / static_cast<double>(most))),
                       percent(static_cast<double>(count) / static_cast<double>(c.tokens)));
  };
  std::string out = "\nKL, tokens\n";
  for (const decade& d : decades) {
    out += row(d.all_below ? fmt::format("below {}", power_text(10 * d.from))
                           : fmt::format("{} to {}", power_text(d.from), power_text(10 * d.from)),
               d.count);
  }
  return out + (c.infinite > 0 ? row("infinite", c.infinite) : "");
}

std::string choice_text(const token_difference::choice& of) {
  return fmt::format("{} {} -> {}", of.token, percent(of.teacher), percent(of.student));
}

/// The rows of the table of worst tokens, the first its head.
std::vector<std::vector<std::string>> worst_rows(const logit_comparison& c) {
  std::vector<std::vector<std::string>> rows{c.place_names};
  for (const char* head : {"KL", "teacher's choice", "student's choice", "came"}) {
    rows.front().emplace_back(head);
  }
  for (const token_difference& one : c.worst) {
    std::vector<std::string>& row = rows.emplace_back();
    for (const std::int64_t at : one.place) {
      row.push_back(std::to_string(at));
    }
    row.push_back(significant(one.kl_divergence, 3));
    row.push_back(choice_text(one.teacher_top));
    row.push_back(one.student_top.token == one.teacher_top.token ? "the same" : choice_text(one.student_top));
    row.push_back(one.predicted ? choice_text(*one.predicted) : "");
  }
  if (!c.likelihoods) {
    for (auto& row : rows) {
      row.pop_back();
    }
  }
  return rows;
}

std::string worst(const logit_comparison& c, std::size_t width) {
  if (c.worst.empty()) {
    return {};
  }
  const auto rows = worst_rows(c);
  std::vector<std::size_t> cells(rows.front().size());
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < cells.size(); ++i) {
      cells[i] = std::max(cells[i], display_width(row[i]));
    }
  }
  std::string out = "\nwhere they differ most: a token, its probability for the teacher -> the student\n";
  for (const auto& row : rows) {
    std::string one;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      one += "  " + (i < c.place_names.size() ? pad_left(row[i], cells[i]) : pad_right(row[i], cells[i]));
    }
    one.erase(one.find_last_not_of(' ') + 1);
    out += elide(one, width) + "\n";
  }
  return out;
}

std::string notes(const logit_comparison& c, std::size_t width) {
  std::string out;
  const std::string times = dependence_text(c.kl_divergence.mean);
  if (!times.empty()) {
    out += "\n  " +
           wrap(fmt::format("standard error of the mean KL {}: {} that of independent tokens",
                            significant(*c.kl_divergence.mean.estimate.standard_error, 2), times),
                width, 2) +
           "\n";
  }
  for (const std::string& note : c.notes) {
    out += (out.empty() ? "\n  " : "  ") + wrap(printable(note), width, 2) + "\n";
  }
  return out;
}

}  // namespace

std::string to_text(const logit_comparison& c, const text_style& style) {
  const paint colours{style.colour};
  const auto width = static_cast<std::size_t>(std::max(style.width, 80));
  std::string out = file_line("teacher", c.teacher, width) + file_line("student", c.student, width);
  out += "\n" + colours.strong(wrap(headline(c), width, 0)) + "\n\n";
  out += divergences(c) + "\n" + likelihoods(c) + spread(c, colours) + worst(c, width) + notes(c, width);
  return out;
}

}  // namespace relent
