#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

namespace relent::report {

/// What every page begins with, up to its body: the style, and a policy under which only its own two scripts run and
/// nothing is fetched. `title` is text from anywhere.
[[nodiscard]] std::string page_head(std::string_view title);

/// The scripts, and the end.
[[nodiscard]] std::string page_end();

/// Where a chart is drawn as it comes into view, with its data; nothing for a null specification. One with parameters
/// has controls.
[[nodiscard]] std::string chart(const char* kind, const nlohmann::ordered_json& specification,
                                const std::string& label);

/// A line of "How this was made"; `value` is HTML.
[[nodiscard]] std::string footer_row(const char* what, const std::string& value);

}  // namespace relent::report
