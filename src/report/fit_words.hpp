#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "relent/core/estimate.hpp"
#include "relent/fit/fit.hpp"
#include "relent/fit/rank.hpp"

namespace relent::report {

/// What fits and rankings say in text and on their pages alike.

/// The larger of a fit's parameters, beside which smaller ones are noise.
[[nodiscard]] double largest_parameter(const optimum& o);
/// How a parameter reads, without its name.
[[nodiscard]] std::string parameter_value_text(const fitted_parameter& p, double largest);
/// "KL(q‖target)"; the objective's name where it has no sign.
[[nodiscard]] std::string objective_label(const std::string& objective);
/// Whether the objective is measured in nats: alpha, Hellinger and the Wasserstein distances are not.
[[nodiscard]] bool in_nats(const std::string& objective);
/// A distribution's text with six digits a number, for reading.
[[nodiscard]] std::string short_numbers(const std::string& text);
/// What a ranked model is called: its text, or its family where that is long.
[[nodiscard]] std::string model_label(const ranked_model& m);
/// `text` on a page, where blanks do not separate.
[[nodiscard]] std::string with_commas(const std::string& text);
/// Below the rest, each a paragraph.
[[nodiscard]] std::string notes_text(const std::vector<std::string>& notes, std::size_t width);
/// A page up to its figures: the head, `title`, what it is of (`subject`, filled grey, as it was written), more of the
/// header as HTML, and the notes.
[[nodiscard]] std::string page_top(const std::string& title, const char* subject, const std::string& written,
                                   const std::string& more, const std::vector<std::string>& notes);
/// From nats.
[[nodiscard]] estimate in_bits(estimate e);

/// Closes the table of optima, and says how many were left out.
[[nodiscard]] std::string optima_end(std::size_t shown, std::size_t all);
/// How a ranking was made: the end of its page.
[[nodiscard]] std::string rank_footer(std::optional<std::int64_t> observations, const std::string& command);

}  // namespace relent::report
