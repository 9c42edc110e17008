#include "report/text_bar.hpp"

#include <cmath>

namespace relent::report {

std::string text_bar(double scale) {
  const auto full = static_cast<std::size_t>(std::ceil(scale * bar_cells - 1e-9));
  std::string out;
  for (std::size_t i = 0; i < bar_cells; ++i) {
    out += i < full ? "▇" : "▁";
  }
  return out;
}

}  // namespace relent::report
