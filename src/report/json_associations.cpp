#include <nlohmann/json.hpp>

#include "relent/report/associations.hpp"

#include "report/answer_json.hpp"
#include "report/json_value.hpp"

namespace relent {

std::string to_json(const associations& a) {
  using namespace report;
  using object = nlohmann::ordered_json;
  object columns = object::array(), pairs = object::array(), skipped = object::array();
  for (const association_column& c : a.columns) {
    columns.push_back({{"name", c.name}, {"kind", c.numeric ? "numeric" : "categorical"}, {"missing", c.missing}});
  }
  for (const association& p : a.pairs) {
    pairs.push_back({{"x", p.x},
                     {"y", p.y},
                     {"mutual_information", answer_json(p.mutual_information)},
                     {"strength", number(p.strength)},
                     {"p_value", number(p.p_value)},
                     {"adjusted_p_value", number(p.adjusted_p_value)},
                     {"test", p.test},
                     {"rows", p.rows}});
  }
  for (const skipped_column& s : a.skipped) {
    skipped.push_back({{"name", s.name}, {"reason", s.reason}});
  }
  return pretty({{"data", a.data},
                 {"unit", name(a.unit)},
                 {"level", number(a.level)},
                 {"rows", a.rows},
                 {"rows_used", a.rows_used},
                 {"columns", std::move(columns)},
                 {"pairs", std::move(pairs)},
                 {"skipped", std::move(skipped)},
                 {"seconds", number(a.seconds)}});
}

}  // namespace relent
