#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace relent {

/// A number of an exhibit. Everything is computed when it is asked for; nothing is stored.
struct exhibit_row {
  std::string what;
  double value = 0;    ///< what is right
  std::string unit{};  ///< "nats", "bits", or empty
  /// Where an article prints another number: that number, computed again as the article does, as exactly as it can be.
  std::optional<double> printed{};
  std::string printed_unit{};  ///< as the article calls it
  std::string why{};           ///< why the two differ, or what the number says
};

/// Points of a line, or of several with a NaN between them.
struct exhibit_curve {
  std::string label;
  std::vector<double> x, y;
};

/// One plot of a picture as points, for doors that draw with letters.
struct exhibit_sketch {
  std::string title, x_title, y_title;
  std::vector<exhibit_curve> curves{};
};

/// A picture as a Vega-Lite specification (JSON, data inside), which needs nothing else to be drawn.
struct exhibit_picture {
  std::string name;  ///< a file's stem: "binary_entropy"
  std::string title, caption;
  std::string vega_lite;
  std::vector<exhibit_sketch> sketches{};
};

/// A classic result: a question, the numbers that answer it, and pictures.
struct exhibit {
  std::string name{}, title{};
  std::string question{};  ///< in plain words
  std::vector<exhibit_row> rows{};
  std::vector<exhibit_picture> pictures{};
  std::vector<std::string> remarks{};  ///< what articles say wrongly, and what is right
};

/// A line of the gallery's list.
struct gallery_entry {
  std::string_view name;   ///< snake_case
  std::string_view title;  ///< one line
  exhibit (*compute)();    ///< milliseconds to some seconds; name and title are left empty
};

/// The classic results on entropy, divergences and what minimising them does, as articles on deep learning tell them,
/// in the order in which they build on each other. Each source of src/gallery/ is one of them, written with relent's
/// public headers alone: an example as much as a result.
[[nodiscard]] std::span<const gallery_entry> gallery() noexcept;

/// The exhibit of this name (case, '_', '-' and blanks do not matter), computed. Throws error(errc::unknown_name) with
/// the nearest name.
[[nodiscard]] exhibit show_exhibit(std::string_view name);

}  // namespace relent
