#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "relent/catalogue/operand.hpp"
#include "relent/core/error.hpp"
#include "relent/core/words.hpp"

// Whatever is typed is an operand or one line of refusal; lists of numbers come out finite.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto load = [](const std::string& path, const std::string& column) {
    if (column.find_first_of(",\"") != std::string::npos) {
      static_cast<void>(relent::split_names(column, "data.csv"));  // what a file may be called is not ours to say
    }
    return relent::operand{path + ":" + column, relent::samples{{1, 2}, 0}};
  };
  try {
    const relent::operand read = relent::parse_operand(text, load);
    if (const auto* joint = std::get_if<relent::masses>(&read.content); joint != nullptr && !joint->shape.empty()) {
      std::int64_t elements = 1;
      for (const std::int64_t axis : joint->shape) {
        elements *= axis;
      }
      if (elements != static_cast<std::int64_t>(joint->values.size())) {
        __builtin_trap();
      }
    }
  } catch (const relent::error& fault) {
    if (std::string_view(fault.what()).find('\n') != std::string_view::npos) {
      __builtin_trap();
    }
  }
  return 0;
}
