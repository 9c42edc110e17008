#pragma once

#include <string>

#include "relent/gallery/gallery.hpp"

namespace relent::report {

/// A plot with letters, at most `width` cells wide: a letter a curve, the ends of both axes, and what the letters are.
[[nodiscard]] std::string text_plot(const exhibit_sketch& of, int width);

}  // namespace relent::report
