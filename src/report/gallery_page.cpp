#include <array>
#include <cmath>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "relent/report/gallery.hpp"

#include "report/html.hpp"
#include "report/number_text.hpp"
#include "report/page_frame.hpp"
#include "report/page_parts.hpp"
#include "report/safe_text.hpp"

namespace relent {
namespace {

using namespace report;
using object = nlohmann::ordered_json;

constexpr int digits = 12;

/// The pictures' colours, and the page's variables that follow light, dark and paper.
constexpr std::array<std::pair<std::string_view, std::string_view>, 7> colours{{
    {"#0072b2", "var(--current, #0072b2)"},
    {"#009e73", "var(--below, #009e73)"},
    {"#d55e00", "var(--above, #d55e00)"},
    {"#c1272d", "var(--red, #c1272d)"},
    {"#b9bec6", "var(--reference, #b9bec6)"},
    {"#59636e", "var(--muted, #59636e)"},
    {"white", "var(--panel, #ffffff)"},
}};

void follow_the_page(object& part) {
  if (part.is_string()) {
    for (const auto& [plain, variable] : colours) {
      if (part.get_ref<const std::string&>() == plain) {
        part = variable;
        return;
      }
    }
  } else if (part.is_structured()) {
    for (object& inner : part) {
      follow_the_page(inner);
    }
  }
}

/// A picture as the page has it: in its colours, without what stands in the text around it, and one plot alone as wide
/// as there is room.
object on_page(const exhibit_picture& p) {
  object spec = object::parse(p.vega_lite);
  for (const char* outside : {"title", "description", "padding"}) {
    spec.erase(outside);
  }
  spec["background"] = nullptr;
  if (spec.contains("width")) {
    spec["width"] = "container";
    spec["autosize"] = {{"type", "fit-x"}, {"contains", "padding"}};
  }
  follow_the_page(spec);
  return spec;
}

std::string value_cell(double value, const std::string& unit) {
  return fmt::format(
      "{}{}", escaped(significant(value, digits)),
      unit.empty() || std::isinf(value) ? "" : fmt::format(" <span class=\"unit\">{}</span>", escaped(unit)));
}

std::string table(const exhibit& e, const char* cell_style = "") {
  bool printed = false;
  for (const exhibit_row& r : e.rows) {
    printed = printed || r.printed.has_value();
  }
  std::string out = fmt::format(
      "<table class=\"exhibit\"><thead><tr><th {0}></th><th {0} class=\"n\">what is right</th>{1}<th "
      "{0}></th></tr></thead>\n<tbody>\n",
      cell_style, printed ? fmt::format("<th {} class=\"n\">what an article prints</th>", cell_style) : "");
  for (const exhibit_row& r : e.rows) {
    out += fmt::format("<tr><th scope=\"row\" {0}>{1}</th><td class=\"n\" {0}>{2}</td>", cell_style, escaped(r.what),
                       value_cell(r.value, r.unit));
    if (printed) {
      out += fmt::format("<td class=\"n\" {}>{}</td>", cell_style,
                         r.printed ? value_cell(*r.printed, r.printed_unit) : std::string());
    }
    out += fmt::format("<td class=\"how\" {}>{}</td></tr>\n", cell_style, escaped(r.why));
  }
  return out + "</tbody></table>\n";
}

std::string card(const exhibit& e) {
  std::string out =
      fmt::format("<article class=\"card exhibit\" id=\"{0}\" tabindex=\"-1\">\n<h3>{1}</h3>\n<p>{2}</p>\n",
                  escaped(e.name), escaped(capital(e.title)), escaped(e.question));
  for (const exhibit_picture& p : e.pictures) {
    out += fmt::format("<h4>{}</h4>\n", escaped(p.title)) + chart("exhibit", on_page(p), p.caption) +
           fmt::format("<p class=\"how\">{}</p>\n", escaped(p.caption));
  }
  out += "<div class=\"scroll\">\n" + table(e) + "</div>\n";
  for (const std::string& remark : e.remarks) {
    out += fmt::format("<p class=\"note\">{}</p>\n", escaped(remark));
  }
  return out +
         fmt::format(
             "<p class=\"up\"><code>relent gallery {}</code>&emsp;<a href=\"#top\">to the top</a></p>\n</article>\n",
             escaped(e.name));
}

std::string contents(const std::vector<exhibit>& all) {
  std::string out = "<nav aria-label=\"Exhibits\">\n<ol class=\"exhibits\">\n";
  for (const exhibit& e : all) {
    out += fmt::format("<li><a href=\"#{}\">{}</a></li>\n", escaped(e.name), escaped(capital(e.title)));
  }
  return out + "</ol>\n</nav>\n";
}

std::string how_it_was_made(const std::string& command) {
  std::string out = "<footer id=\"how\">\n<h2>How this was made</h2>\n<dl>\n";
  out += footer_row("The numbers", "computed while the page was written, never copied");
  out += footer_row("What articles print", "computed again by what their listings do");
  out += footer_row("Versions", fmt::format("relent {}; charts by {}", RELENT_VERSION, page::vega_versions));
  if (!command.empty()) {
    out += footer_row("Made again by", fmt::format("<code>{}</code>", escaped(command)));
  }
  return out + "</dl>\n</footer>\n";
}

}  // namespace

std::string to_html(const std::vector<exhibit>& all, const std::string& command) {
  const bool one = all.size() == 1;
  const std::string title = one ? capital(all.front().title) : "The classic results on divergence, computed";
  std::string out = page_head(title);
  out += fmt::format("<body id=\"top\">\n<main>\n<header>\n<h1>{}</h1>\n", escaped(title));
  if (!one) {
    out +=
        "<p>What entropy, Kullback-Leibler divergence and their kin are, what minimising them does, and where articles "
        "print something else. Every number is computed, every picture drawn from the same computation.</p>\n";
    out += contents(all);
  }
  out +=
      "</header>\n<noscript><p class=\"note\">The charts need JavaScript; every number is in the "
      "tables.</p></noscript>\n";
  for (const exhibit& e : all) {
    out += card(e);
  }
  return out + how_it_was_made(command) + "</main>\n" + page_end();
}

std::string to_notebook_html(const exhibit& e) {
  constexpr const char* cell = "style=\"text-align:left;vertical-align:top;padding:3px 14px 3px 0\"";
  std::string out =
      fmt::format("<div class=\"relent\">\n<p><b>{}.</b> {}</p>\n", escaped(capital(e.title)), escaped(e.question));
  out += table(e, cell);
  for (const std::string& remark : e.remarks) {
    out += fmt::format("<p>{}</p>\n", escaped(remark));
  }
  return out + "</div>\n";
}

}  // namespace relent
