// The losses as private functions, for relent.torch and relent.losses: rows x classes in, gradients into given memory.
#include <string>

#include <nanobind/nanobind.h>
#include <nanobind/stl/string.h>

#include "relent/loss/cross_entropy_loss.hpp"
#include "relent/loss/divergence_loss.hpp"

#include "call.hpp"
#include "loss_arguments.hpp"

namespace nb = nanobind;
using namespace nb::literals;

namespace relent::python {
namespace {

loss_outputs to_outputs(nb::handle rows, nb::handle upstream, gradient_rows input, gradient_rows target) {
  return {to_run<double>(rows, "rows"), to_run<const double>(upstream, "upstream"), input, target};
}

/// The loss, worked out while other Python threads run where that takes long.
template <class Loss>
double unlocked(const class_rows& rows, const Loss& loss) {
  const release_lock unlock(rows.rows * rows.classes);
  return loss();
}

double divergence(nb::handle input, nb::handle target, const std::string& measure, double beta, double alpha,
                  double temperature, bool temperature_squared, const std::string& reduction, nb::handle mask,
                  std::int64_t batch_size, const std::string& nan_policy, bool strict, int threads,
                  const std::string& input_holds, const std::string& target_holds, nb::handle rows, nb::handle upstream,
                  nb::handle input_gradient, nb::handle target_gradient) {
  const rows_argument from(input, "input", row_content_of(input_holds)),
      to(target, "target", row_content_of(target_holds));
  const divergence_loss_options which{row_divergence_of(measure), beta, alpha, temperature, temperature_squared};
  const loss_options how = to_options(reduction, mask, batch_size, nan_policy, strict, threads);
  const loss_outputs out = to_outputs(rows, upstream, to_gradient(input_gradient, from.rows(), "input_gradient"),
                                      to_gradient(target_gradient, to.rows(), "target_gradient"));
  return unlocked(from.rows(), [&] { return divergence_loss(from.rows(), to.rows(), which, how, out); });
}

double cross_entropy(nb::handle input, nb::handle classes, nb::handle target, double label_smoothing,
                     nb::handle class_weights, std::int64_t ignore_index, double z_loss, double focal_gamma,
                     double poly_epsilon, double temperature, const std::string& reduction, nb::handle mask,
                     std::int64_t batch_size, const std::string& nan_policy, int threads,
                     const std::string& target_holds, nb::handle rows, nb::handle upstream, nb::handle input_gradient,
                     nb::handle target_gradient) {
  const rows_argument from(input, "input");
  const cross_entropy_options which{label_smoothing, to_run<const double>(class_weights, "class_weights"),
                                    ignore_index,    z_loss,
                                    focal_gamma,     poly_epsilon,
                                    temperature};
  const loss_options how = to_options(reduction, mask, batch_size, nan_policy, false, threads);
  const gradient_rows to_input = to_gradient(input_gradient, from.rows(), "input_gradient");
  if (target.is_none()) {
    const auto indices = to_run<const std::int64_t>(classes, "classes");
    const loss_outputs out = to_outputs(rows, upstream, to_input, {});
    return unlocked(from.rows(), [&] { return cross_entropy_loss(from.rows(), indices, which, how, out); });
  }
  const rows_argument soft(target, "target", row_content_of(target_holds));
  const loss_outputs out =
      to_outputs(rows, upstream, to_input, to_gradient(target_gradient, soft.rows(), "target_gradient"));
  return unlocked(from.rows(), [&] { return cross_entropy_loss(from.rows(), soft.rows(), which, how, out); });
}

}  // namespace

void bind_losses(nb::module_& m) {
  m.def("_divergence_loss", &divergence, "input"_a, "target"_a, "measure"_a = "forward_kl", "beta"_a = 0.5,
        "alpha"_a = 0.5, "temperature"_a = 1.0, "temperature_squared"_a = false, "reduction"_a = "mean",
        "mask"_a = nb::none(), "batch_size"_a = 0, "nan_policy"_a = "raise", "strict"_a = false, "threads"_a = 0,
        "input_holds"_a = "logits", "target_holds"_a = "logits", "rows"_a = nb::none(), "upstream"_a = nb::none(),
        "input_gradient"_a = nb::none(), "target_gradient"_a = nb::none());
  m.def("_cross_entropy_loss", &cross_entropy, "input"_a, "classes"_a = nb::none(), "target"_a = nb::none(),
        "label_smoothing"_a = 0.0, "class_weights"_a = nb::none(), "ignore_index"_a = -100, "z_loss"_a = 0.0,
        "focal_gamma"_a = 0.0, "poly_epsilon"_a = 0.0, "temperature"_a = 1.0, "reduction"_a = "mean",
        "mask"_a = nb::none(), "batch_size"_a = 0, "nan_policy"_a = "raise", "threads"_a = 0,
        "target_holds"_a = "probs", "rows"_a = nb::none(), "upstream"_a = nb::none(), "input_gradient"_a = nb::none(),
        "target_gradient"_a = nb::none());
}

}  // namespace relent::python
