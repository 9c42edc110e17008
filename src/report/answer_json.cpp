#include "report/answer_json.hpp"

#include <cmath>
#include <utility>

#include "report/json_value.hpp"

namespace relent::report {
namespace {

using object = nlohmann::ordered_json;

object estimate_json(const answer& a) {
  const estimate& e = a.estimate;
  return {{"name", a.name},
          {"label", a.label},
          {"value", number(e.value)},
          {"in_units", a.in_units},
          {"method", name(e.method)},
          {"standard_error", number(e.standard_error)},
          {"interval", e.interval ? object::array({number(e.interval->lower), number(e.interval->upper)}) : object()},
          {"level", number(e.level)},
          {"error_bound", number(e.error_bound)}};
}

}  // namespace

object answer_json(const answer& a) {
  object out = estimate_json(a);
  if (!a.contributions.empty()) {
    object& list = out["contributions"] = object::array();
    for (const contribution& c : a.contributions) {
      object one{{"index", c.index},
                 {"p", number(c.p)},
                 {"q", std::isnan(c.q) ? object() : number(c.q)},  // measures of one distribution have none
                 {"value", number(c.value)}};
      if (!c.label.empty()) {
        one["label"] = c.label;
      }
      list.push_back(std::move(one));
    }
  }
  out["notes"] = a.estimate.notes;
  return out;
}

}  // namespace relent::report
