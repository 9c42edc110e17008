#include <nlohmann/json.hpp>

#include "relent/report/gallery.hpp"

#include "report/json_value.hpp"

namespace relent {
namespace {

using namespace report;
using object = nlohmann::ordered_json;

object row_json(const exhibit_row& r) {
  return {{"what", r.what},
          {"value", number(r.value)},
          {"unit", r.unit},
          {"printed", number(r.printed)},
          {"printed_unit", r.printed ? object(r.printed_unit) : object()},
          {"why", r.why}};
}

object exhibit_json(const exhibit& e) {
  object rows = object::array(), pictures = object::array();
  for (const exhibit_row& r : e.rows) {
    rows.push_back(row_json(r));
  }
  for (const exhibit_picture& p : e.pictures) {
    pictures.push_back(
        {{"name", p.name}, {"title", p.title}, {"caption", p.caption}, {"vega_lite", object::parse(p.vega_lite)}});
  }
  return {{"name", e.name},          {"title", e.title},     {"question", e.question},
          {"rows", std::move(rows)}, {"remarks", e.remarks}, {"pictures", std::move(pictures)}};
}

}  // namespace

std::string gallery_json() {
  object out = object::array();
  for (const gallery_entry& entry : gallery()) {
    out.push_back({{"name", entry.name}, {"title", entry.title}});
  }
  return pretty({{"exhibits", std::move(out)}});
}

std::string to_json(const exhibit& e) { return pretty(exhibit_json(e)); }

std::string to_json(const std::vector<exhibit>& all, const std::vector<std::string>& files,
                    const std::string& lacking) {
  object out{{"exhibits", object::array()}};
  for (const exhibit& e : all) {
    out["exhibits"].push_back(exhibit_json(e));
  }
  if (!files.empty()) {
    out["files"] = files;
  }
  if (!lacking.empty()) {
    out["lacking"] = lacking;
  }
  return pretty(out);
}

}  // namespace relent
