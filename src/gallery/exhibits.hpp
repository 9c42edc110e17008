#pragma once

#include "relent/gallery/gallery.hpp"

/// The gallery's exhibits, one a source of this folder.
namespace relent::exhibits {

[[nodiscard]] exhibit information();
[[nodiscard]] exhibit binary_entropy();
[[nodiscard]] exhibit asymmetry();
[[nodiscard]] exhibit zeros();
[[nodiscard]] exhibit triangle();
[[nodiscard]] exhibit area();
[[nodiscard]] exhibit moving_mean();
[[nodiscard]] exhibit listing();
[[nodiscard]] exhibit worms();
[[nodiscard]] exhibit labels();
[[nodiscard]] exhibit two_modes();
[[nodiscard]] exhibit mode_switch();
[[nodiscard]] exhibit two_modes_2d();
[[nodiscard]] exhibit kl_div();
[[nodiscard]] exhibit distillation();
[[nodiscard]] exhibit r_drop();
[[nodiscard]] exhibit discriminator();
[[nodiscard]] exhibit segments();
[[nodiscard]] exhibit vae();
[[nodiscard]] exhibit diffusion();
[[nodiscard]] exhibit bayes();

}  // namespace relent::exhibits
