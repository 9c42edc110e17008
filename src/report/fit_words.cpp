#include "report/fit_words.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>

#include <fmt/format.h>

#include "relent/core/unit.hpp"

#include "report/html.hpp"
#include "report/number_text.hpp"
#include "report/page_frame.hpp"
#include "report/page_parts.hpp"
#include "report/safe_text.hpp"

namespace relent::report {

double largest_parameter(const optimum& o) {
  double out = 0;
  for (const fitted_parameter& p : o.parameters) {
    out = std::max(out, std::abs(p.value));
  }
  return out;
}

std::string parameter_value_text(const fitted_parameter& p, double largest) {
  constexpr double noise = 1e-9;  // of the largest parameter: below it a search tells nothing
  return significant(std::abs(p.value) < noise * largest ? 0 : p.value);
}

std::string objective_label(const std::string& objective) {
  return objective == "forward_kl" ? "KL(target‖q)" : objective == "reverse_kl" ? "KL(q‖target)" : objective;
}

bool in_nats(const std::string& objective) {
  return objective != "hellinger_distance" && objective != "alpha_divergence" && !objective.starts_with("wasserstein");
}

std::string short_numbers(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const bool digit = text[i] >= '0' && text[i] <= '9';
    const bool in_word = i > 0 && (std::isalnum(static_cast<unsigned char>(text[i - 1])) != 0 || text[i - 1] == '_');
    if (!digit || in_word) {
      out += text[i++];
      continue;
    }
    char* end = nullptr;  // not std::stod, which refuses subnormal numbers
    out += significant(std::strtod(text.c_str() + i, &end));
    i = static_cast<std::size_t>(end - text.c_str());
  }
  return out;
}

std::string model_label(const ranked_model& m) {
  constexpr std::size_t longest = 48;
  std::string out = short_numbers(m.text);
  return m.family.empty() || display_width(out) <= longest ? out : m.family;
}

std::string with_commas(const std::string& text) {
  std::string out = text;
  for (std::size_t at = out.find("    "); at != std::string::npos; at = out.find("    ", at)) {
    out.replace(at, 4, ", ");
  }
  return out;
}

std::string notes_text(const std::vector<std::string>& notes, std::size_t width) {
  std::string out;
  for (const std::string& note : notes) {
    out += '\n' + wrap(printable(note), width, 0) + '\n';
  }
  return out;
}

std::string page_top(const std::string& title, const char* subject, const std::string& written, const std::string& more,
                     const std::vector<std::string>& notes) {
  constexpr std::size_t longest_text = 300;
  std::string out = page_head(fmt::format("{}; {}", elide(title, 120), elide(printable(written), 60)));
  out += "<body>\n<main>\n<header>\n";
  out += fmt::format(
      "<h1>{}</h1>\n<p class=\"side\"><span class=\"swatch\" aria-hidden=\"true\"></span>{}: "
      "<b>{}</b></p>\n{}</header>\n",
      escaped(title), subject, escaped(elide_middle(printable(written), longest_text)), more);
  out += "<noscript><p class=\"note\">The charts need JavaScript; every number is in the table.</p></noscript>\n";
  for (const std::string& note : notes) {
    out += fmt::format("<p class=\"note\">{}</p>\n", escaped(printable(note)));
  }
  return out;
}

estimate in_bits(estimate e) {
  const auto convert = [](double& x) { x = from_nats(x, unit::bits); };
  convert(e.value);
  if (e.interval) {
    convert(e.interval->lower);
    convert(e.interval->upper);
  }
  for (std::optional<double>* part : {&e.standard_error, &e.error_bound}) {
    if (*part) {
      convert(**part);
    }
  }
  return e;
}

std::string optima_end(std::size_t shown, std::size_t all) {
  std::string out = "</tbody></table></div>\n";
  if (all > shown) {
    out += fmt::format("<p class=\"how\">The best {} of {} optima; the JSON has all.</p>\n", shown, all);
  }
  return out;
}

std::string rank_footer(std::optional<std::int64_t> observations, const std::string& command) {
  std::string out = "<footer id=\"how\">\n<h2>How this was made</h2>\n<dl>\n";
  if (observations) {
    out += footer_row("Observations", thousands(*observations));
    out += footer_row("AIC and BIC", "count the parameters that were fitted to these data");
    out += footer_row("Behind the first by chance",
                      "p-value of so large a gap in the mean of log q, were both models as good (Vuong 1989)");
  }
  out += footer_row("Order", "that of the cross-entropies: KL and cross-entropy differ by the data's entropy alone");
  out += footer_row("Versions", fmt::format("relent {}; charts by {}", RELENT_VERSION, page::vega_versions));
  if (!command.empty()) {
    out += footer_row("Made again by", fmt::format("<code>{}</code>", escaped(command)));
  }
  return out + "</dl>\n</footer>\n";
}

}  // namespace relent::report
