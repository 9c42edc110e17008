#include "routes.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "relent/core/error.hpp"

namespace relent {
namespace {

constexpr std::string_view no_labels =
    "masses and counts have no labels to line the categories up with; give the other operand as a column too";
constexpr std::string_view mixed_kinds =
    "one column holds numbers and the other words; --type column=category reads the numbers as words";
constexpr std::string_view needs_masses =
    "it is of masses, and numbers have a density; --type column=category counts distinct values instead";
constexpr std::string_view no_places =
    "words have no places on a line, and this distance is one along a line; --type column=number reads numbers";
constexpr std::string_view density_at_places =
    "along a line: integrals of the cdf between the places of the masses, 0, 1, 2, ... or --support";
constexpr std::string_view density_and_data =
    "along a line: counts or a column's numbers are an estimate, with an interval";
constexpr std::string_view no_words = "words have no place on the line where the distribution lives";
constexpr std::string_view one_and_several =
    "a distribution of several numbers and one of a single number have no common base measure";
constexpr std::string_view one_and_several_numbers =
    "rows of several numbers and single numbers have nothing to compare; name as many columns on both sides";
constexpr std::string_view rows_and_others =
    "rows of several numbers are points, and their distance is to other points; name as many columns on both sides";
constexpr std::string_view paired_numbers =
    "mutual information of the same rows by distances between neighbours (KSG), with an interval from subsets";
constexpr std::string_view paired_mixed =
    "mutual information of numbers and words of the same rows by distances within each word, with an interval";
constexpr std::string_view needs_second = "it is between two: give the other column, or columns, as the second operand";
constexpr std::string_view needs_table =
    "it looks at one joint table: rows between semicolons as in 0.1,0.2;0.3,0.4, or two columns of words";

bool by_ratio(const measure_entry& measure) {
  return std::ranges::find(ratio_measures, measure.name) != ratio_measures.end();
}
bool by_neighbours(const measure_entry& measure) {
  return measure.name == "kl_divergence" || measure.name == "reverse_kl_divergence" || measure.name == "cross_entropy";
}
bool entropy_alone(const measure_entry& measure) { return measure.name == "entropy"; }
bool any_measure(const measure_entry& /*measure*/) { return true; }

/// The dispatch table, in the order in which `relent measures` prints it; the first line that fits answers. A room that
/// comes later adds lines.
constexpr std::array table{
    routing{"masses", "", about::one, method::exact, "the formula on the masses", from_lists},
    routing{"masses", "", about::joint, method::exact, "the formula on a joint table, rows between semicolons",
            from_lists},
    routing{"masses", "masses", about::two, method::exact, "the formula on the masses, element by element", from_lists},
    routing{"counts", "", about::one, method::grassberger,
            "entropy by the estimator that suits the sizes, or --estimator; else the formula on relative frequencies",
            nullptr, from_counts},
    routing{"counts", "", about::joint, method::zhang_grabchak,
            "mutual information without bias; else the formula on a table of relative frequencies", from_lists},
    routing{
        "counts", "counts", about::two, method::zhang_grabchak,
        "both uncertain: KL and cross-entropy without bias, JS less its bias; else the formula on relative frequencies",
        from_lists},
    routing{"counts", "masses", about::two, method::zhang_grabchak,
            "data against a model: the same, only P is uncertain", from_lists},
    routing{"masses", "counts", about::two, method::zhang_grabchak,
            "a model against data: the same, only Q is uncertain", from_lists},
    routing{"categories", "", about::one, method::grassberger, "the words of a column are counted", from_categories},
    routing{"categories", "categories", about::two, method::zhang_grabchak, "words are counted and lined up by label",
            from_categories},
    routing{"categories", "categories", about::joint, method::zhang_grabchak,
            "two columns of the same rows become a table of counts", from_paired_categories},
    routing{"samples", "", about::one, method::spacings, "the entropy of the numbers' density", nullptr,
            from_sample_alone, entropy_alone, any_measure},
    routing{"joint_samples", "", about::one, method::knn, "the entropy of the rows' density", nullptr,
            from_sample_alone, entropy_alone, any_measure},
    routing{"samples", "samples", about::two, method::knn,
            "KL and cross-entropy by distances between neighbours, KL beside the ratio of densities; counts or cells "
            "where values repeat",
            from_sample_pair, nullptr, by_neighbours, by_ratio},
    routing{"samples", "samples", about::two, method::density_ratio,
            "other measures: a cross-fitted regression tells P's numbers from Q's; bins where values repeat or are few",
            from_sample_pair, nullptr, by_ratio, any_measure},
    routing{"samples", "samples", about::joint, method::ksg, paired_numbers, nullptr, from_paired_samples},
    routing{"joint_samples", "joint_samples", about::joint, method::ksg, paired_numbers, nullptr, from_paired_samples},
    routing{"joint_samples", "samples", about::joint, method::ksg, paired_numbers, nullptr, from_paired_samples},
    routing{"samples", "joint_samples", about::joint, method::ksg, paired_numbers, nullptr, from_paired_samples},
    routing{"samples", "categories", about::joint, method::mixed_knn, paired_mixed, nullptr, from_paired_samples},
    routing{"categories", "samples", about::joint, method::mixed_knn, paired_mixed, nullptr, from_paired_samples},
    routing{"joint_samples", "categories", about::joint, method::mixed_knn, paired_mixed, nullptr, from_paired_samples},
    routing{"categories", "joint_samples", about::joint, method::mixed_knn, paired_mixed, nullptr, from_paired_samples},
    routing{"samples", "samples", about::two, method::binned,
            "other measures: numbers are counted in bins with equal shares of both columns together", from_samples},
    routing{"samples", "masses", about::two, method::plug_in,
            "numbers that stand at the places of the elements, 0, 1, 2, ... or --support, are counted there",
            from_sample_on_places},
    routing{"samples", "counts", about::two, method::plug_in, "as samples and masses, both sides uncertain",
            from_sample_on_places},
    routing{"masses", "samples", about::two, method::plug_in, "as samples and masses", from_sample_on_places},
    routing{"counts", "samples", about::two, method::plug_in, "as samples and counts", from_sample_on_places},
    routing{"joint_samples", "joint_samples", about::two, method::knn,
            "KL and cross-entropy by distances between neighbours, KL beside the ratio of densities", from_sample_pair,
            nullptr, by_neighbours, by_ratio},
    routing{"joint_samples", "joint_samples", about::two, method::density_ratio,
            "other measures: a cross-fitted regression tells P's rows from Q's", from_sample_pair, nullptr, by_ratio,
            any_measure},
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
            nullptr, from_sample_beside_model, by_neighbours, any_measure},
    routing{
        "samples", "density", about::two, method::density_ratio,
        "other measures: a regression tells the numbers from draws of the distribution; counts where it is on whole "
        "numbers",
        from_sample_beside_density, nullptr, by_ratio, any_measure},
    routing{"density", "samples", about::two, method::knn, "KL and cross-entropy as of samples and density", nullptr,
            from_sample_beside_model, by_neighbours, by_ratio},
    routing{"density", "samples", about::two, method::density_ratio, "other measures: as samples and density",
            from_sample_beside_density, nullptr, by_ratio, any_measure},
    routing{"joint_samples", "joint", about::two, method::knn,
            "KL by distances between neighbours; the cross-entropy is a mean", nullptr, from_sample_beside_model,
            by_neighbours, by_ratio},
    routing{"joint_samples", "joint", about::two, method::density_ratio,
            "other measures: a regression tells the rows from draws of Q", from_sample_beside_density, nullptr,
            by_ratio, any_measure},
    routing{"joint", "joint_samples", about::two, method::knn, "KL and cross-entropy as of rows and distribution",
            nullptr, from_sample_beside_model, by_neighbours, by_ratio},
    routing{"joint", "joint_samples", about::two, method::density_ratio, "other measures: as rows and distribution",
            from_sample_beside_density, nullptr, by_ratio, any_measure},

    routing{"masses", "masses", about::line, method::exact,
            "along a line: the formula on the masses at 0, 1, 2, ..., or at --support", on_a_line},
    routing{"density", "density", about::line, method::quadrature,
            "along a line: integrals of the cdfs or the quantile functions", nullptr, from_densities},
    routing{"density", "masses", about::line, method::quadrature, density_at_places, nullptr, from_density_and_points},
    routing{"masses", "density", about::line, method::quadrature, density_at_places, nullptr, from_density_and_points},
    routing{"joint", "joint", about::line, method::closed_form,
            "wasserstein_2 of normal distributions and of products of independents", nullptr, from_joint_densities},
    routing{"joint_samples", "joint_samples", about::line, method::plug_in,
            "between points, in Euclidean distances: the cheapest plan up to 1e8 pairs of rows, beyond them slices",
            nullptr, from_clouds, nullptr, any_measure},
    routing{"joint_samples", "any", about::line, method::plug_in, rows_and_others},
    routing{"any", "joint_samples", about::line, method::plug_in, rows_and_others},
    routing{"joint", "any", about::line, method::closed_form, one_and_several},
    routing{"any", "joint", about::line, method::closed_form, one_and_several},
    routing{"categories", "any", about::line, method::plug_in, no_places},
    routing{"any", "categories", about::line, method::plug_in, no_places},
    routing{"density", "any", about::line, method::plug_in, density_and_data, nullptr, from_density_and_points, nullptr,
            any_measure},
    routing{"any", "density", about::line, method::plug_in, density_and_data, nullptr, from_density_and_points, nullptr,
            any_measure},
    routing{"any", "any", about::line, method::plug_in,
            "along a line: counts at their places, a column's sorted numbers as they are; nothing is binned", on_a_line,
            nullptr, nullptr, any_measure},
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
    routing{"joint", "counts", about::two, method::knn, one_and_several},
    routing{"counts", "joint", about::two, method::knn, one_and_several},
    routing{"joint", "samples", about::two, method::knn, one_and_several},
    routing{"samples", "joint", about::two, method::knn, one_and_several},
    routing{"joint", "categories", about::two, method::plug_in, no_words},
    routing{"categories", "joint", about::two, method::plug_in, no_words},
    routing{"samples", "", about::one, method::spacings, needs_masses},
    routing{"joint_samples", "", about::one, method::knn, needs_masses},
    routing{"samples", "", about::joint, method::knn, needs_second},
    routing{"categories", "", about::joint, method::knn, needs_second},
    routing{"joint_samples", "", about::joint, method::knn, needs_second},
    routing{"samples", "joint_samples", about::two, method::knn, one_and_several_numbers},
    routing{"joint_samples", "samples", about::two, method::knn, one_and_several_numbers},
    routing{"samples", "categories", about::two, method::knn, mixed_kinds},
    routing{"categories", "samples", about::two, method::knn, mixed_kinds},
    routing{"counts", "density", about::two, method::plug_in,
            "counts of 0, 1, 2, ... or --support beside the masses of a distribution on whole numbers",
            from_counts_beside_density},
    routing{"density", "counts", about::two, method::plug_in, "as counts and density", from_counts_beside_density},
    routing{"categories", "density", about::two, method::plug_in, no_words},
    routing{"density", "categories", about::two, method::plug_in, no_words},
    routing{"categories", "masses", about::two, method::plug_in, no_labels},
    routing{"categories", "counts", about::two, method::plug_in, no_labels},
    routing{"masses", "categories", about::two, method::plug_in, no_labels},
    routing{"counts", "categories", about::two, method::plug_in, no_labels},
};

constexpr std::array<std::string_view, 7> kinds{"masses",  "counts", "samples",      "categories",
                                                "density", "joint",  "joint_samples"};
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
    if (line.asked == asked && fits && (line.fits == nullptr || line.fits(measure))) {
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
