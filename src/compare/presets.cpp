#include "compare/presets.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace relent::comparing {

void apply(preset_reply reply, column_comparison& out) {
  out.score = std::move(reply.score);
  out.drifted = reply.drifted;
  std::ranges::move(reply.answers, std::back_inserter(out.measures));
  std::ranges::move(reply.notes, std::back_inserter(out.notes));
}

answer preset_answer(std::string name, std::string label, double value) {
  answer out{std::move(name), std::move(label), {}, false, {}};
  out.estimate.value = value;
  out.estimate.method = method::plug_in;
  return out;
}

}  // namespace relent::comparing
