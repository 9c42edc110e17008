#include "routes.hpp"

#include <array>

#include <fmt/format.h>

#include "relent/core/error.hpp"

namespace relent {
namespace {

constexpr std::string_view no_labels =
    "masses and counts have no labels to line the categories up with; give the other operand as a column too";
constexpr std::string_view no_bins =
    "numbers on a line have no elements to set against masses or counts; compare them with another column of numbers";
constexpr std::string_view mixed_kinds =
    "one column holds numbers and the other words; --type column=category reads the numbers as words";
constexpr std::string_view needs_density =
    "for numbers on a line this depends on the density, not on masses, and this version has no estimator of it; "
    "--type column=category counts distinct values instead";
constexpr std::string_view needs_estimator =
    "a distribution against data needs an estimator of the data's density, and this version has none; give both sides "
    "as distributions or as data";
constexpr std::string_view no_words = "words have no place on the line where the distribution lives";
constexpr std::string_view one_and_several =
    "a distribution of several numbers and one of a single number have no common base measure";
constexpr std::string_view needs_table =
    "it looks at one joint table: rows between semicolons as in 0.1,0.2;0.3,0.4, or two columns of words";

/// The dispatch table, in the order in which `relent measures` prints it. A room that comes later adds lines.
constexpr std::array table{
    routing{"masses", "", arity::one, method::exact, "the formula on the masses", from_lists},
    routing{"masses", "", arity::joint, method::exact, "the formula on a joint table, rows between semicolons",
            from_lists},
    routing{"masses", "masses", arity::two, method::exact, "the formula on the masses, element by element", from_lists},
    routing{"counts", "", arity::one, method::plug_in, "the formula on relative frequencies, delta-method interval",
            from_lists},
    routing{"counts", "", arity::joint, method::plug_in, "the formula on a table of relative frequencies", from_lists},
    routing{"counts", "counts", arity::two, method::plug_in, "both sides as relative frequencies, both uncertain",
            from_lists},
    routing{"counts", "masses", arity::two, method::plug_in, "data against a model: only P is uncertain", from_lists},
    routing{"masses", "counts", arity::two, method::plug_in, "a model against data: only Q is uncertain", from_lists},
    routing{"categories", "", arity::one, method::plug_in, "the words of a column are counted", from_categories},
    routing{"categories", "categories", arity::two, method::plug_in, "words are counted and lined up by label",
            from_categories},
    routing{"categories", "categories", arity::joint, method::plug_in,
            "two columns of the same rows become a table of counts", from_paired_categories},
    routing{"samples", "samples", arity::two, method::binned,
            "numbers are counted in bins with equal shares of both columns together", from_samples},
    routing{"density", "", arity::one, method::closed_form,
            "the entropy of the family, or an integral or sum where it has no closed form", nullptr, from_density},
    routing{"density", "density", arity::two, method::quadrature,
            "a closed form where the two families have one, else quadrature with an error bound", nullptr,
            from_densities},
    routing{"density", "masses", arity::two, method::quadrature,
            "masses are on 0, 1, 2, ...; a sum with an error bound", nullptr, from_densities},
    routing{"masses", "density", arity::two, method::quadrature,
            "masses are on 0, 1, 2, ...; a sum with an error bound", nullptr, from_densities},

    routing{"joint density", "", arity::one, method::closed_form,
            "the entropy of the family; of a mixture by randomised quasi-Monte-Carlo, with an interval", nullptr,
            from_joint_density},
    routing{"joint density", "joint density", arity::two, method::closed_form,
            "a closed form where the two have one; else cubature up to 4 numbers, quasi-Monte-Carlo with an interval "
            "beyond",
            nullptr, from_joint_densities},

    routing{"joint density", "density", arity::two, method::closed_form, one_and_several},
    routing{"density", "joint density", arity::two, method::closed_form, one_and_several},
    routing{"joint density", "masses", arity::two, method::closed_form, one_and_several},
    routing{"masses", "joint density", arity::two, method::closed_form, one_and_several},
    routing{"joint density", "counts", arity::two, method::knn, needs_estimator},
    routing{"counts", "joint density", arity::two, method::knn, needs_estimator},
    routing{"joint density", "samples", arity::two, method::knn, needs_estimator},
    routing{"samples", "joint density", arity::two, method::knn, needs_estimator},
    routing{"joint density", "categories", arity::two, method::plug_in, no_words},
    routing{"categories", "joint density", arity::two, method::plug_in, no_words},
    routing{"samples", "", arity::one, method::knn, needs_density},
    routing{"samples", "samples", arity::joint, method::knn, needs_density},
    routing{"samples", "categories", arity::two, method::knn, mixed_kinds},
    routing{"samples", "categories", arity::joint, method::knn, mixed_kinds},
    routing{"categories", "samples", arity::two, method::knn, mixed_kinds},
    routing{"categories", "samples", arity::joint, method::knn, mixed_kinds},
    routing{"samples", "masses", arity::two, method::knn, no_bins},
    routing{"samples", "counts", arity::two, method::knn, no_bins},
    routing{"masses", "samples", arity::two, method::knn, no_bins},
    routing{"counts", "samples", arity::two, method::knn, no_bins},
    routing{"samples", "density", arity::two, method::knn, needs_estimator},
    routing{"density", "samples", arity::two, method::knn, needs_estimator},
    routing{"counts", "density", arity::two, method::plug_in, needs_estimator},
    routing{"density", "counts", arity::two, method::plug_in, needs_estimator},
    routing{"categories", "density", arity::two, method::plug_in, no_words},
    routing{"density", "categories", arity::two, method::plug_in, no_words},
    routing{"categories", "masses", arity::two, method::plug_in, no_labels},
    routing{"categories", "counts", arity::two, method::plug_in, no_labels},
    routing{"masses", "categories", arity::two, method::plug_in, no_labels},
    routing{"counts", "categories", arity::two, method::plug_in, no_labels},
};

constexpr std::array<std::string_view, 6> kinds{"masses",     "counts",  "samples",
                                                "categories", "density", "joint density"};
static_assert(kinds.size() == std::variant_size_v<decltype(operand::content)>);

std::string_view kind(const operand* o) { return o == nullptr ? std::string_view{} : kinds[o->content.index()]; }

}  // namespace

const routing& find_route(const measure_entry& measure, const operand& p, const operand* q) {
  if (measure.takes == arity::two && q == nullptr) {
    throw error(errc::unsupported, fmt::format("{} compares two distributions; give a second operand", measure.name));
  }
  for (const routing& line : table) {
    if (line.takes == measure.takes && line.p == kind(&p) && line.q == kind(q)) {
      if (!line.answers()) {
        throw error(errc::unsupported, fmt::format("no {} of {}{}{}: {}", measure.name, line.p,
                                                   line.q.empty() ? "" : " and ", line.q, line.words));
      }
      return line;
    }
  }
  throw error(errc::unsupported, fmt::format("{}: {}", measure.name, needs_table));
}

std::vector<route> routes() {
  std::vector<route> out;
  for (const routing& line : table) {
    if (line.answers()) {
      out.push_back({line.p, line.q, line.method, line.words});
    }
  }
  return out;
}

}  // namespace relent
