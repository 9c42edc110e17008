#include "logits/logit_layout.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "relent/core/error.hpp"

namespace relent::logits {

std::string_view name(element e) noexcept {
  switch (e) {
    case element::f64:
      return "f64";
    case element::f32:
      return "f32";
    case element::f16:
      return "f16";
    case element::bf16:
      return "bf16";
    case element::coded:
      return "u16";
  }
  return "";
}

void take_shape(logit_layout& of, std::vector<std::int64_t> shape) {
  const std::string& path = of.about.path;
  if (shape.size() < 2 || shape.size() > 3) {
    throw error(errc::unsupported,
                fmt::format("{} has {} ax{}: logits are rows x vocabulary, or batch x tokens x vocabulary", path,
                            shape.size(), shape.size() == 1 ? "is" : "es"));
  }
  if (std::ranges::find(shape, 0) != shape.end()) {
    throw error(errc::empty, fmt::format("{} is empty: its shape is {}", path, fmt::join(shape, " x ")));
  }
  of.vocabulary = shape.back();
  of.rows = 1;
  for (std::size_t i = 0; i + 1 < shape.size(); ++i) {
    of.rows *= shape[i];
  }
  of.row_bytes = of.vocabulary * bytes_of(of.stored);
  of.about.type = name(of.stored);
  of.about.shape = std::move(shape);
}

}  // namespace relent::logits
