#include "relent/report/measure_page.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

#include <fmt/format.h>

#include "relent/catalogue/measure_entry.hpp"
#include "relent/core/error.hpp"

#include "report/coupling_chart.hpp"
#include "report/coupling_picture.hpp"
#include "report/html.hpp"
#include "report/line_unit.hpp"
#include "report/number_text.hpp"
#include "report/page_frame.hpp"
#include "report/page_parts.hpp"
#include "report/pair_chart.hpp"
#include "report/pair_picture.hpp"
#include "report/safe_text.hpp"

namespace relent {
namespace {

using namespace report;

constexpr std::size_t longest_text = 300;
constexpr double little = 1.5e-3;  // of a mass: not worth a word

std::string side_line(const char* letter, const char* swatch, const std::string& text) {
  return fmt::format(R"(<p class="side"><span class="swatch {}" aria-hidden="true"></span>{}: <b>{}</b></p>)", swatch,
                     letter, escaped(elide_middle(printable(text), longest_text)));
}

std::string joined(const std::vector<std::string>& notes) {
  std::string out;
  for (const std::string& note : notes) {
    out += (out.empty() ? "" : "; ") + note;
  }
  return out;
}

std::string value_with_unit(const answer& a, unit u) {
  const std::string value = value_text(a.estimate);
  return a.in_units && std::isfinite(a.estimate.value) ? fmt::format("{} {}", value, name(u)) : value;
}

std::string title_of(const measurement& kl) {
  const answer& a = kl.answers.front();
  return fmt::format("{} {} {}", a.label, std::isfinite(a.estimate.value) ? "=" : "is", value_with_unit(a, kl.unit));
}

/// `1e-14` is not to be broken at its hyphen.
std::string whole_numbers(const std::string& html) {
  std::string out;
  for (std::size_t at = 0; at < html.size();) {
    const std::size_t end = std::min(html.find(' ', at), html.size());
    const std::string word = html.substr(at, end - at);
    const bool number = word.find("e-") != std::string::npos && word.find_first_of("0123456789") == 0;
    out += number ? "<span class=\"whole\">" + word + "</span>" : word;
    out += end < html.size() ? " " : "";
    at = end + 1;
  }
  return out;
}

std::string answer_row(const answer& a, unit u) {
  const std::string notes = joined(a.estimate.notes);
  const std::string method = std::isfinite(a.estimate.value) || notes.empty() ? method_text(a.estimate) : "";
  const std::string unit(std::isfinite(a.estimate.value) ? line_unit(a.name) : std::string_view());
  std::string how;
  for (const std::string& part : {method, unit, notes}) {
    how += (how.empty() || part.empty() ? "" : "; ") + part;
  }
  const bool units = a.in_units && std::isfinite(a.estimate.value);
  return fmt::format("<tr><th scope=\"row\">{}</th><td class=\"n\">{}{}</td><td class=\"how\">{}</td></tr>\n",
                     escaped(a.label), escaped(value_text(a.estimate)),
                     units ? fmt::format(" <span class=\"unit\">{}</span>", name(u)) : "", whole_numbers(escaped(how)));
}

std::string numbers(const measurement& m) {
  std::string out = "<div class=\"numbers\">\n<table class=\"measures\"><caption>How far apart</caption><tbody>\n";
  for (const answer& a : m.answers) {
    out += answer_row(a, m.unit);
  }
  return out + "</tbody></table>\n</div>\n";
}

/// What the axis leaves out, where it is worth a word.
std::string outside(const pair_picture& drawn) {
  std::string out;
  for (const auto& [letter, mass] : {std::pair{"P", drawn.outside_p}, std::pair{"Q", drawn.outside_q}}) {
    if (mass > little) {
      out += fmt::format("{}{} of {}", out.empty() ? "" : " and ", percent(mass), letter);
    }
  }
  return out.empty() ? out : fmt::format("<p class=\"how\">Beyond the axis lies {}.</p>\n", out);
}

std::string what_it_sums_to(const pair_picture& drawn, const measurement& kl) {
  const answer& a = kl.answers.front();
  if (std::isinf(a.estimate.value)) {
    return fmt::format("{} grows without end, so {} is infinite.", drawn.masses ? "The sum" : "The signed area",
                       a.label);
  }
  return fmt::format("{}, the first minus the second{}, is {}.",
                     drawn.masses ? "The sum of the bars" : "The signed area",
                     drawn.outside_p > little ? ", with what lies beyond the axis" : "", title_of(kl));
}

std::string term_figures(const pair_picture& drawn, const measurement& kl) {
  const answer& a = kl.answers.front();
  const bool endless = std::ranges::any_of(drawn.points, [](const pair_point& at) { return std::isinf(at.term); });
  std::string out = fmt::format("<h4>The two {}</h4>\n", drawn.masses ? "distributions" : "densities");
  out += chart("distribution", pair_chart(drawn), fmt::format("P and Q over each other: {} and {}", kl.p, kl.q));
  out += outside(drawn);
  out += fmt::format("<h4>Where {} comes from: p log(p/q), in {}{}</h4>\n", escaped(a.label), name(kl.unit),
                     drawn.masses ? "" : " for each unit of x");
  out += chart("contributions", term_chart(drawn, kl.unit), "p log(p/q) at every x; its signed area is KL(P‖Q)");
  out += fmt::format(
      "<p class=\"how\"><span class=\"swatch above\" aria-hidden=\"true\"></span>above 0: P has more than Q"
      "&emsp;<span class=\"swatch below\" aria-hidden=\"true\"></span>below 0: P has less"
      "{}<br>{}</p>\n",
      endless ? "&emsp;<span class=\"swatch endless\" aria-hidden=\"true\"></span>infinite: Q has none" : "",
      escaped(what_it_sums_to(drawn, kl)));
  return out;
}

bool is_distance(const answer& a) { return find_measure(a.name).on_line; }

std::string line_figure(const line_coupling& drawn, const measurement& m) {
  const auto even = std::ranges::all_of(
      drawn.bands, [&](const mass_band& b) { return std::abs(b.mass - drawn.bands.front().mass) < 1e-9; });
  const std::string bands =
      even ? fmt::format("{} bands, each {} of the mass", drawn.bands.size(), percent(drawn.bands.front().mass))
           : fmt::format("{} bands, each a share of the mass", drawn.bands.size());
  std::string out = "<h4>Where the mass goes: the lowest to the lowest, the highest to the highest</h4>\n";
  out += chart("coupling", line_coupling_chart(drawn),
               fmt::format("P above, Q below, and bands of mass between them: {} and {}", m.p, m.q));
  constexpr double seen_mass = 3e-3;
  const bool stays = std::ranges::any_of(
      drawn.bands, [&](const mass_band& b) { return b.mass > seen_mass && stands_still(b, drawn); });
  out += fmt::format(
      "<p class=\"how\"><span class=\"swatch above\" aria-hidden=\"true\"></span>moves to the right"
      "&emsp;<span class=\"swatch below\" aria-hidden=\"true\"></span>moves to the left{}<br>{}. This plan is the "
      "cheapest for every order; its mean distance is the Wasserstein distance W1.{}</p>\n",
      stays ? "&emsp;<span class=\"swatch still\" aria-hidden=\"true\"></span>stays" : "", bands,
      drawn.one_scale ? "" : " A density and masses have no common scale: each has its own height.");
  return out;
}

std::string plane_figure(const plane_coupling& drawn, const measurement& m) {
  const auto count = [](std::size_t n) { return thousands(static_cast<std::int64_t>(n)); };
  const bool whole = drawn.p.size() == drawn.rows[0] && drawn.q.size() == drawn.rows[1];
  std::string words =
      whole ? fmt::format("{} rows of P, {} of Q", count(drawn.p.size()), count(drawn.q.size()))
            : fmt::format("{} of {} rows of P and {} of {} of Q, evenly chosen, and the plan of these",
                          count(drawn.p.size()), count(drawn.rows[0]), count(drawn.q.size()), count(drawn.rows[1]));
  words += drawn.lines.size() < drawn.all_lines
               ? fmt::format("; the {} heaviest of {} lines, with {} of the mass", count(drawn.lines.size()),
                             count(drawn.all_lines), percent(drawn.drawn_mass))
               : fmt::format("; {} lines, the whole plan", count(drawn.lines.size()));
  if (drawn.dimensions > 2) {
    words += fmt::format(". Seen in the first two of {} columns; the plan is that of all", drawn.dimensions);
  }
  std::string out = fmt::format("<h4>Where the mass goes: the plan of least {}</h4>\n",
                                drawn.squares ? "squared distance" : "distance");
  out += chart("plan", plane_coupling_chart(drawn),
               fmt::format("Points of P and of Q, and lines of the plan between them: {} and {}", m.p, m.q));
  out += fmt::format(
      "<p class=\"how\"><span class=\"swatch fewer\" aria-hidden=\"true\"></span>P&emsp;<span class=\"swatch "
      "current solid\" aria-hidden=\"true\"></span>Q&emsp;<span class=\"swatch above\" "
      "aria-hidden=\"true\"></span>from a row of P to one of Q, as wide as the mass it carries<br>{}.</p>\n",
      words);
  return out;
}

/// The picture of the distances among the answers; nothing where there are none, or these operands have no such
/// picture.
std::string coupling_figure(const measurement& m, const operand& p, const operand& q,
                            const std::vector<double>& support) {
  if (std::ranges::none_of(m.answers, is_distance)) {
    return {};
  }
  if (on_one_line(p, q)) {
    return line_figure(couple_on_line(p, q, support), m);
  }
  if (in_one_plane(p, q)) {
    const bool squares = std::ranges::none_of(m.answers, [](const answer& a) { return a.name == "wasserstein_1"; }) &&
                         std::ranges::any_of(m.answers, [](const answer& a) { return a.name == "wasserstein_2"; });
    return plane_figure(couple_in_plane(p, q, squares), m);
  }
  return {};
}

/// Both over each other with p log(p/q), where there is a KL and they have such a picture. `needed`: else there is
/// none.
std::optional<pair_picture> term_picture(const std::optional<measurement>& kl, const operand& p, const operand& q,
                                         const std::vector<double>& support, bool needed) {
  if (!kl && !needed) {
    return std::nullopt;
  }
  try {
    return make_picture(p, q, support);
  } catch (const error& e) {
    if (needed || e.code() != errc::unsupported) {
      throw;
    }
    return std::nullopt;
  }
}

std::string how_it_was_made(const measurement& m, const std::optional<pair_picture>& drawn,
                            const std::string& command) {
  std::string out = "<footer id=\"how\">\n<h2>How this was made</h2>\n<dl>\n";
  if (drawn) {
    out +=
        footer_row("The axis", drawn->masses ? "every place of P and Q; of distributions the quantiles 1e-4 to 1 - 1e-4"
                                             : "the quantiles 1e-4 to 1 - 1e-4 of P, and of Q as far as four widths "
                                               "beyond; what is three times as high as the bulk is cut off");
  }
  out += footer_row("The numbers", "computed from the distributions, never from the charts");
  if (std::ranges::any_of(m.answers, &answer::in_units)) {
    out += footer_row("Unit", std::string(name(m.unit)));
  }
  out += footer_row("Versions", fmt::format("relent {}; charts by {}", RELENT_VERSION, page::vega_versions));
  if (!command.empty()) {
    out += footer_row("Made again by", fmt::format("<code>{}</code>", escaped(command)));
  }
  return out + "</dl>\n</footer>\n";
}

}  // namespace

bool shows_coupling_alone(const measurement& m, const operand& p, const operand& q) {
  const auto column = [](const operand& o) {
    return std::holds_alternative<samples>(o.content) || std::holds_alternative<joint_samples>(o.content);
  };
  return std::ranges::all_of(m.answers, is_distance) ||
         (std::ranges::any_of(m.answers, is_distance) && (column(p) || column(q)));
}

std::string to_html(const measurement& m, const std::optional<measurement>& kl, const operand& p, const operand& q,
                    const std::vector<double>& support, const std::string& command) {
  const std::string coupling = coupling_figure(m, p, q, support);
  const std::optional<pair_picture> drawn = term_picture(kl, p, q, support, coupling.empty());
  if (drawn && !kl && coupling.empty()) {
    throw error(errc::unsupported, "these answers have no picture");
  }
  const measurement& first = kl ? *kl : m;
  const std::string title = title_of(first);
  std::string out =
      page_head(fmt::format("{}: {} and {}", title, elide(printable(m.p), 60), elide(printable(m.q), 60)));
  out += "<body>\n<main>\n<header>\n";
  out += fmt::format("<h1>{}</h1>\n{}\n{}\n</header>\n", escaped(title), side_line("P", "reference", m.p),
                     side_line("Q", drawn && !drawn->masses ? "current" : "current solid", m.q));
  out += "<noscript><p class=\"note\">The charts need JavaScript; every number is in the table.</p></noscript>\n";
  out += "<article class=\"card pair\">\n<div class=\"columns\">\n<div class=\"figures\">\n" +
         (drawn && kl ? term_figures(*drawn, *kl) : "") + coupling + "</div>\n" + numbers(m) + "</div>\n</article>\n";
  return out + how_it_was_made(m, drawn, command) + "</main>\n" + page_end();
}

}  // namespace relent
