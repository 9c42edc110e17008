#pragma once

#include <string>
#include <vector>

#include "relent/gallery/gallery.hpp"

namespace relent::cli {

/// A picture drawn.
struct rendered_picture {
  std::string svg, png;
};

/// Pictures drawn by vl-convert, one each of `pictures`: by the Python beside this command, else by the one on the path
/// (RELENT_PYTHON goes first). Empty where none of them has the package vl-convert-python. Throws
/// error(errc::write_failed) where it is there and fails.
[[nodiscard]] std::vector<rendered_picture> render(const std::vector<exhibit_picture>& pictures);

}  // namespace relent::cli
