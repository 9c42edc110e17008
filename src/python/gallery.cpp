#include "gallery.hpp"

#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>

#include "relent/gallery/gallery.hpp"
#include "relent/report/gallery.hpp"

namespace nb = nanobind;
using namespace nb::literals;

namespace relent::python {

void bind_gallery(nb::module_& m) {
  m.def("_gallery", [] {
    std::vector<std::pair<std::string, std::string>> out;
    for (const gallery_entry& entry : gallery()) {
      out.emplace_back(entry.name, entry.title);
    }
    return out;
  });
  m.def(
      "_exhibit",
      [](const std::string& name) {
        const nb::gil_scoped_release unlocked;
        const exhibit shown = show_exhibit(name);
        return std::tuple{to_text(shown), to_json(shown), to_notebook_html(shown)};
      },
      "name"_a);
}

}  // namespace relent::python
