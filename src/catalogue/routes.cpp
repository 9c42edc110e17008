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
constexpr std::string_view no_places =
    "words have no places on a line, and this distance is one along a line; --type column=number reads numbers";
constexpr std::string_view density_at_places =
    "along a line: integrals of the cdf between the places of the masses, 0, 1, 2, ... or --support";
constexpr std::string_view density_and_data =
    "along a line: counts or a column's numbers are an estimate, with an interval";
constexpr std::string_view no_words = "words have no place on the line where the distribution lives";
constexpr std::string_view one_and_several =
    "a distribution of several numbers and one of a single number have no common base measure";
constexpr std::string_view needs_table =
    "it looks at one joint table: rows between semicolons as in 0.1,0.2;0.3,0.4, or two columns of words";

/// The dispatch table, in the order in which `relent measures` prints it; the first line that fits answers. A room that
/// comes later adds lines.
constexpr std::array table{
    routing{"masses", "", about::one, method::exact, "the formula on the masses", from_lists},
    routing{"masses", "", about::joint, method::exact, "the formula on a joint table, rows between semicolons",
            from_lists},
    routing{"masses", "masses", about::two, method::exact, "the formula on the masses, element by element", from_lists},
    routing{"counts", "", about::one, method::plug_in, "the formula on relative frequencies, delta-method interval",
            from_lists},
    routing{"counts", "", about::joint, method::plug_in, "the formula on a table of relative frequencies", from_lists},
    routing{"counts", "counts", about::two, method::plug_in, "both sides as relative frequencies, both uncertain",
            from_lists},
    routing{"counts", "masses", about::two, method::plug_in, "data against a model: only P is uncertain", from_lists},
    routing{"masses", "counts", about::two, method::plug_in, "a model against data: only Q is uncertain", from_lists},
    routing{"categories", "", about::one, method::plug_in, "the words of a column are counted", from_categories},
    routing{"categories", "categories", about::two, method::plug_in, "words are counted and lined up by label",
            from_categories},
    routing{"categories", "categories", about::joint, method::plug_in,
            "two columns of the same rows become a table of counts", from_paired_categories},
    routing{"samples", "samples", about::two, method::binned,
            "numbers are counted in bins with equal shares of both columns together", from_samples},
    routing{"density", "", about::one, method::closed_form,
            "the entropy of the family, or an integral or sum where it has no closed form", nullptr, from_density},
    routing{"density", "density", about::two, method::quadrature,
            "a closed form where the two families have one, else quadrature with an error bound", nullptr,
            from_densities},
    routing{"density", "masses", about::two, method::quadrature,
            "masses are on 0, 1, 2, ...; a sum with an error bound", nullptr, from_densities},
    routing{"masses", "density", about::two, method::quadrature,
            "masses are on 0, 1, 2, ...; a sum with an error bound", nullptr, from_densities},
    routing{"samples", "density", about::two, method::knn,
            "KL by distances between neighbours, with an interval from subsets; the cross-entropy is a mean; "
            "counts where the distribution is on whole numbers",
            nullptr, from_samples_and_density},
    routing{"density", "samples", about::two, method::knn, "reverse KL alone, as KL of samples and density", nullptr,
            from_density_and_samples},

    routing{"masses", "masses", about::line, method::exact,
            "along a line: the formula on the masses at 0, 1, 2, ..., or at --support", on_a_line},
    routing{"density", "density", about::line, method::quadrature,
            "along a line: integrals of the cdfs or the quantile functions", nullptr, from_densities},
    routing{"density", "masses", about::line, method::quadrature, density_at_places, nullptr, from_density_and_points},
    routing{"masses", "density", about::line, method::quadrature, density_at_places, nullptr, from_density_and_points},
    routing{"joint", "joint", about::line, method::closed_form,
            "wasserstein_2 of normal distributions and of products of independents", nullptr, from_joint_densities},
    routing{"joint", "any", about::line, method::closed_form, one_and_several},
    routing{"any", "joint", about::line, method::closed_form, one_and_several},
    routing{"categories", "any", about::line, method::plug_in, no_places},
    routing{"any", "categories", about::line, method::plug_in, no_places},
    routing{"density", "any", about::line, method::plug_in, density_and_data, nullptr, from_density_and_points},
    routing{"any", "density", about::line, method::plug_in, density_and_data, nullptr, from_density_and_points},
    routing{"any", "any", about::line, method::plug_in,
            "along a line: counts at their places, a column's sorted numbers as they are; nothing is binned",
            on_a_line},
    routing{"joint", "", about::one, method::closed_form,
            "the entropy of the family; of a mixture by randomised quasi-Monte-Carlo, with an interval", nullptr,
            from_joint_density},
    routing{"joint", "joint", about::two, method::closed_form,
            "a closed form where the two have one; else cubature up to 4 numbers, quasi-Monte-Carlo with an interval "
            "beyond",
            nullptr, from_joint_densities},

    routing{"joint", "density", about::two, method::closed_form, one_and_several},
    routing{"density", "joint", about::two, method::closed_form, one_and_several},
    routing{"joint", "masses", about::two, method::closed_form, one_and_several},
    routing{"masses", "joint", about::two, method::closed_form, one_and_several},
    routing{"joint", "counts", about::two, method::knn, needs_estimator},
    routing{"counts", "joint", about::two, method::knn, needs_estimator},
    routing{"joint", "samples", about::two, method::knn, needs_estimator},
    routing{"samples", "joint", about::two, method::knn, needs_estimator},
    routing{"joint", "categories", about::two, method::plug_in, no_words},
    routing{"categories", "joint", about::two, method::plug_in, no_words},
    routing{"samples", "", about::one, method::knn, needs_density},
    routing{"samples", "samples", about::joint, method::knn, needs_density},
    routing{"samples", "categories", about::two, method::knn, mixed_kinds},
    routing{"samples", "categories", about::joint, method::knn, mixed_kinds},
    routing{"categories", "samples", about::two, method::knn, mixed_kinds},
    routing{"categories", "samples", about::joint, method::knn, mixed_kinds},
    routing{"samples", "masses", about::two, method::knn, no_bins},
    routing{"samples", "counts", about::two, method::knn, no_bins},
    routing{"masses", "samples", about::two, method::knn, no_bins},
    routing{"counts", "samples", about::two, method::knn, no_bins},
    routing{"counts", "density", about::two, method::plug_in, needs_estimator},
    routing{"density", "counts", about::two, method::plug_in, needs_estimator},
    routing{"categories", "density", about::two, method::plug_in, no_words},
    routing{"density", "categories", about::two, method::plug_in, no_words},
    routing{"categories", "masses", about::two, method::plug_in, no_labels},
    routing{"categories", "counts", about::two, method::plug_in, no_labels},
    routing{"masses", "categories", about::two, method::plug_in, no_labels},
    routing{"counts", "categories", about::two, method::plug_in, no_labels},
};

constexpr std::array<std::string_view, 6> kinds{"masses", "counts", "samples", "categories", "density", "joint"};
static_assert(kinds.size() == std::variant_size_v<decltype(operand::content)>);

std::string_view kind(const operand* o) { return o == nullptr ? std::string_view{} : kinds[o->content.index()]; }

about asked_by(const measure_entry& measure) {
  return measure.takes == arity::one     ? about::one
         : measure.takes == arity::joint ? about::joint
         : measure.on_line               ? about::line
                                         : about::two;
}

}  // namespace

const routing& find_route(const measure_entry& measure, const operand& p, const operand* q) {
  if (measure.takes == arity::two && q == nullptr) {
    throw error(errc::unsupported, fmt::format("{} compares two distributions; give a second operand", measure.name));
  }
  const about asked = asked_by(measure);
  const std::string_view p_kind = kind(&p), q_kind = kind(q);
  for (const routing& line : table) {
    const bool fits = (line.p == p_kind || line.p == "any") && (line.q == q_kind || (line.q == "any" && q != nullptr));
    if (line.asked == asked && fits) {
      if (!line.answers()) {
        throw error(errc::unsupported, fmt::format("no {} of {}{}{}: {}", measure.name, p_kind,
                                                   q_kind.empty() ? "" : " and ", q_kind, line.words));
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
