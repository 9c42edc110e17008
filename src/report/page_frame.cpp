#include "report/page_frame.hpp"

#include <fmt/format.h>

#include "report/html.hpp"
#include "report/json_value.hpp"
#include "report/page_parts.hpp"

namespace relent::report {

std::string page_head(std::string_view title) {
  // Only the page's own two scripts may run, and nothing may be fetched: even markup that got into the page
  // through some hole would stay dead. Vega writes style attributes, which needs 'unsafe-inline' for styles.
  return fmt::format(R"(<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src '{}' '{}'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="relent {}">
<title>{}</title>
<style>
{}</style>
</head>
)",
                     page::vega_hash, page::script_hash, RELENT_VERSION, escaped(title), page::style);
}

std::string page_end() {
  return fmt::format("<script>{}</script>\n<script>{}</script>\n</body>\n</html>\n", page::vega, page::script);
}

std::string chart(const char* kind, const nlohmann::ordered_json& specification, const std::string& label) {
  if (specification.is_null()) {
    return {};
  }
  return fmt::format(
      "<div class=\"chart {}\" role=\"{}\" aria-label=\"{}\"><script type=\"application/json\">{}</script></div>\n",
      kind, specification.contains("params") ? "group" : "img", escaped(label), for_script(specification));
}

std::string footer_row(const char* what, const std::string& value) {
  return fmt::format("<dt>{}</dt><dd>{}</dd>\n", what, value);
}

}  // namespace relent::report
