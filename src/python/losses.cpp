// The losses as private functions, for relent.torch and relent.losses: rows x classes in, gradients into given memory.
#include <optional>
#include <string>

#include <nanobind/nanobind.h>
#include <nanobind/stl/string.h>

#include "relent/loss/cross_entropy_loss.hpp"
#include "relent/loss/discrete_kl.hpp"
#include "relent/loss/distillation_loss.hpp"
#include "relent/loss/divergence_loss.hpp"
#include "relent/loss/elementwise_loss.hpp"
#include "relent/loss/entropy_loss.hpp"
#include "relent/loss/fused_linear.hpp"
#include "relent/loss/info_nce.hpp"
#include "relent/loss/policy_kl.hpp"
#include "relent/loss/r_drop.hpp"

#include "call.hpp"
#include "loss_arguments.hpp"

namespace nb = nanobind;
using namespace nb::literals;

namespace relent::python {
namespace {

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

double distillation(nb::handle student, nb::handle teacher, nb::handle classes, double hard_weight, double temperature,
                    const std::string& measure, double beta, double label_smoothing, std::int64_t ignore_index,
                    const std::string& reduction, nb::handle mask, std::int64_t batch_size,
                    const std::string& nan_policy, int threads, nb::handle rows, nb::handle upstream,
                    nb::handle student_gradient, nb::handle teacher_gradient) {
  const rows_argument from(student, "student"), to(teacher, "teacher");
  distillation_options which;
  which.hard_weight = hard_weight;
  which.soft.measure = row_divergence_of(measure);
  which.soft.beta = beta;
  which.soft.temperature = temperature;
  which.hard.label_smoothing = label_smoothing;
  which.hard.ignore_index = ignore_index;
  const loss_options how = to_options(reduction, mask, batch_size, nan_policy, false, threads);
  const loss_outputs out = to_outputs(rows, upstream, to_gradient(student_gradient, from.rows(), "student_gradient"),
                                      to_gradient(teacher_gradient, to.rows(), "teacher_gradient"));
  const auto indices = to_run<const std::int64_t>(classes, "classes");
  return unlocked(from.rows(), [&] { return distillation_loss(from.rows(), to.rows(), indices, which, how, out); });
}

double r_drop(nb::handle a, nb::handle b, nb::handle classes, double alpha, const std::string& convention,
              double label_smoothing, std::int64_t ignore_index, const std::string& nan_policy, int threads,
              nb::handle rows, nb::handle upstream, nb::handle a_gradient, nb::handle b_gradient) {
  const rows_argument one(a, "a"), two(b, "b");
  const r_drop_options which{alpha, r_drop_convention_of(convention), label_smoothing, ignore_index};
  const loss_options how = to_options("mean", nb::none(), 0, nan_policy, false, threads);
  const loss_outputs out = to_outputs(rows, upstream, to_gradient(a_gradient, one.rows(), "a_gradient"),
                                      to_gradient(b_gradient, two.rows(), "b_gradient"));
  const auto indices = to_run<const std::int64_t>(classes, "classes");
  return unlocked(one.rows(), [&] { return r_drop_loss(one.rows(), two.rows(), indices, which, how, out); });
}

double entropy(nb::handle input, const std::string& input_holds, const std::string& reduction, nb::handle mask,
               std::int64_t batch_size, const std::string& nan_policy, int threads, nb::handle rows,
               nb::handle upstream, nb::handle input_gradient) {
  const rows_argument from(input, "input", row_content_of(input_holds));
  const loss_options how = to_options(reduction, mask, batch_size, nan_policy, false, threads);
  const loss_outputs out = to_outputs(rows, upstream, to_gradient(input_gradient, from.rows(), "input_gradient"), {});
  return unlocked(from.rows(), [&] { return entropy_of_rows(from.rows(), how, out); });
}

/// The outputs of a loss of elements, as Python names them.
element_outputs to_elements(const class_rows& input, const class_rows& target, nb::handle values, nb::handle upstream,
                            double scale, nb::handle input_gradient, nb::handle target_gradient,
                            std::optional<rows_argument>& keep) {
  element_outputs out;
  out.values = to_gradient(values, input, "values");
  if (!upstream.is_none()) {
    out.upstream = keep.emplace(upstream, "upstream").rows();
  }
  out.scale = scale;
  out.input = to_gradient(input_gradient, input, "input_gradient");
  out.target = to_gradient(target_gradient, target, "target_gradient");
  return out;
}

double elementwise_kl(nb::handle input, nb::handle target, bool log_target, const std::string& reduction,
                      nb::handle mask, std::int64_t batch_size, const std::string& nan_policy, int threads,
                      nb::handle values, nb::handle upstream, double scale, nb::handle input_gradient,
                      nb::handle target_gradient) {
  const rows_argument from(input, "input"), to(target, "target");
  const loss_options how = to_options(reduction, mask, batch_size, nan_policy, false, threads);
  std::optional<rows_argument> keep;
  const element_outputs out =
      to_elements(from.rows(), to.rows(), values, upstream, scale, input_gradient, target_gradient, keep);
  return unlocked(from.rows(), [&] { return kl_div(from.rows(), to.rows(), log_target, how, out); });
}

double binary_cross_entropy(nb::handle input, nb::handle target, nb::handle weight, nb::handle pos_weight,
                            const std::string& reduction, nb::handle mask, std::int64_t batch_size,
                            const std::string& nan_policy, int threads, nb::handle values, nb::handle upstream,
                            double scale, nb::handle input_gradient, nb::handle target_gradient) {
  const rows_argument from(input, "input"), to(target, "target");
  const binary_options which{to_run<const double>(weight, "weight"), to_run<const double>(pos_weight, "pos_weight")};
  const loss_options how = to_options(reduction, mask, batch_size, nan_policy, false, threads);
  std::optional<rows_argument> keep;
  const element_outputs out =
      to_elements(from.rows(), to.rows(), values, upstream, scale, input_gradient, target_gradient, keep);
  return unlocked(from.rows(),
                  [&] { return binary_cross_entropy_with_logits(from.rows(), to.rows(), which, how, out); });
}

double policy_kl(nb::handle policy, nb::handle reference, const std::string& estimator, nb::handle mask,
                 const std::string& reduction, std::int64_t batch_size, const std::string& nan_policy, int threads,
                 nb::handle values, nb::handle upstream, double scale, nb::handle policy_gradient,
                 nb::handle reference_gradient) {
  const rows_argument from(policy, "policy"), to(reference, "reference");
  const auto counts = to_run<const std::uint8_t>(mask, "mask");
  const loss_options how = to_options(reduction, nb::none(), batch_size, nan_policy, false, threads);
  std::optional<rows_argument> keep;
  const element_outputs out =
      to_elements(from.rows(), to.rows(), values, upstream, scale, policy_gradient, reference_gradient, keep);
  const policy_kl_estimator which = policy_kl_estimator_of(estimator);
  return unlocked(from.rows(), [&] { return policy_kl_loss(from.rows(), to.rows(), which, counts, how, out); });
}

double bernoulli_kl(nb::handle p, nb::handle q, const std::string& p_holds, const std::string& q_holds,
                    const std::string& reduction, std::int64_t batch_size, const std::string& nan_policy, int threads,
                    nb::handle values, nb::handle upstream, double scale, nb::handle p_gradient,
                    nb::handle q_gradient) {
  const rows_argument from(p, "p", row_content_of(p_holds)), to(q, "q", row_content_of(q_holds));
  const loss_options how = to_options(reduction, nb::none(), batch_size, nan_policy, false, threads);
  std::optional<rows_argument> keep;
  const element_outputs out =
      to_elements(from.rows(), to.rows(), values, upstream, scale, p_gradient, q_gradient, keep);
  return unlocked(from.rows(), [&] { return bernoulli_kl_loss(from.rows(), to.rows(), how, out); });
}

double info_nce(nb::handle similarity, double temperature, bool symmetric, const std::string& reduction,
                const std::string& nan_policy, int threads, nb::handle rows, nb::handle upstream,
                nb::handle input_gradient) {
  const rows_argument from(similarity, "similarity");
  const loss_options how = to_options(reduction, nb::none(), 0, nan_policy, false, threads);
  const loss_outputs out = to_outputs(rows, upstream, to_gradient(input_gradient, from.rows(), "input_gradient"), {});
  return unlocked(from.rows(), [&] { return info_nce_loss(from.rows(), {temperature, symmetric}, how, out); });
}

double fused_cross_entropy(nb::handle hidden, nb::handle weights, nb::handle classes, double label_smoothing,
                           nb::handle class_weights, std::int64_t ignore_index, double z_loss,
                           const std::string& reduction, nb::handle mask, std::int64_t batch_size,
                           const std::string& nan_policy, int threads, nb::handle rows, nb::handle upstream,
                           nb::handle hidden_gradient, nb::handle weights_gradient) {
  const rows_argument states(hidden, "hidden"), matrix(weights, "weights");
  cross_entropy_options which;
  which.label_smoothing = label_smoothing;
  which.class_weights = to_run<const double>(class_weights, "class_weights");
  which.ignore_index = ignore_index;
  which.z_loss = z_loss;
  const loss_options how = to_options(reduction, mask, batch_size, nan_policy, false, threads);
  const loss_outputs out = to_outputs(rows, upstream, {}, {});
  const auto indices = to_run<const std::int64_t>(classes, "classes");
  const head_gradients to{to_gradient(hidden_gradient, states.rows(), "hidden_gradient"),
                          to_gradient(weights_gradient, matrix.rows(), "weights_gradient")};
  return unlocked(matrix.rows(), [&] {
    return fused_linear_cross_entropy({states.rows(), matrix.rows()}, indices, which, how, out, to);
  });
}

double fused_divergence(nb::handle hidden, nb::handle weights, nb::handle teacher_hidden, nb::handle teacher_weights,
                        const std::string& measure, double beta, double alpha, double temperature,
                        bool temperature_squared, const std::string& reduction, nb::handle mask,
                        std::int64_t batch_size, const std::string& nan_policy, int threads, nb::handle rows,
                        nb::handle upstream, nb::handle hidden_gradient, nb::handle weights_gradient,
                        nb::handle teacher_hidden_gradient, nb::handle teacher_weights_gradient) {
  const rows_argument states(hidden, "hidden"), matrix(weights, "weights"),
      teacher_states(teacher_hidden, "teacher_hidden"), teacher_matrix(teacher_weights, "teacher_weights");
  const divergence_loss_options which{row_divergence_of(measure), beta, alpha, temperature, temperature_squared};
  const loss_options how = to_options(reduction, mask, batch_size, nan_policy, false, threads);
  const loss_outputs out = to_outputs(rows, upstream, {}, {});
  const head_gradients to{to_gradient(hidden_gradient, states.rows(), "hidden_gradient"),
                          to_gradient(weights_gradient, matrix.rows(), "weights_gradient")};
  const head_gradients to_teacher{
      to_gradient(teacher_hidden_gradient, teacher_states.rows(), "teacher_hidden_gradient"),
      to_gradient(teacher_weights_gradient, teacher_matrix.rows(), "teacher_weights_gradient")};
  return unlocked(matrix.rows(), [&] {
    return fused_linear_divergence({states.rows(), matrix.rows()}, {teacher_states.rows(), teacher_matrix.rows()},
                                   which, how, out, to, to_teacher);
  });
}

void bind_fused_losses(nb::module_& m) {
  m.def("_fused_linear_cross_entropy", &fused_cross_entropy, "hidden"_a, "weights"_a, "classes"_a,
        "label_smoothing"_a = 0.0, "class_weights"_a = nb::none(), "ignore_index"_a = -100, "z_loss"_a = 0.0,
        "reduction"_a = "mean", "mask"_a = nb::none(), "batch_size"_a = 0, "nan_policy"_a = "raise", "threads"_a = 0,
        "rows"_a = nb::none(), "upstream"_a = nb::none(), "hidden_gradient"_a = nb::none(),
        "weights_gradient"_a = nb::none());
  m.def("_fused_linear_divergence", &fused_divergence, "hidden"_a, "weights"_a, "teacher_hidden"_a, "teacher_weights"_a,
        "measure"_a = "forward_kl", "beta"_a = 0.5, "alpha"_a = 0.5, "temperature"_a = 1.0,
        "temperature_squared"_a = false, "reduction"_a = "mean", "mask"_a = nb::none(), "batch_size"_a = 0,
        "nan_policy"_a = "raise", "threads"_a = 0, "rows"_a = nb::none(), "upstream"_a = nb::none(),
        "hidden_gradient"_a = nb::none(), "weights_gradient"_a = nb::none(), "teacher_hidden_gradient"_a = nb::none(),
        "teacher_weights_gradient"_a = nb::none());
}

void bind_row_losses(nb::module_& m) {
  m.def("_distillation_loss", &distillation, "student"_a, "teacher"_a, "classes"_a, "hard_weight"_a = 0.5,
        "temperature"_a = 2.0, "measure"_a = "forward_kl", "beta"_a = 0.5, "label_smoothing"_a = 0.0,
        "ignore_index"_a = -100, "reduction"_a = "mean", "mask"_a = nb::none(), "batch_size"_a = 0,
        "nan_policy"_a = "raise", "threads"_a = 0, "rows"_a = nb::none(), "upstream"_a = nb::none(),
        "student_gradient"_a = nb::none(), "teacher_gradient"_a = nb::none());
  m.def("_r_drop_loss", &r_drop, "a"_a, "b"_a, "classes"_a = nb::none(), "alpha"_a = 1.0, "convention"_a = "paper",
        "label_smoothing"_a = 0.0, "ignore_index"_a = -100, "nan_policy"_a = "raise", "threads"_a = 0,
        "rows"_a = nb::none(), "upstream"_a = nb::none(), "a_gradient"_a = nb::none(), "b_gradient"_a = nb::none());
  m.def("_entropy_of_rows", &entropy, "input"_a, "input_holds"_a = "logits", "reduction"_a = "mean",
        "mask"_a = nb::none(), "batch_size"_a = 0, "nan_policy"_a = "raise", "threads"_a = 0, "rows"_a = nb::none(),
        "upstream"_a = nb::none(), "input_gradient"_a = nb::none());
  m.def("_info_nce_loss", &info_nce, "similarity"_a, "temperature"_a = 1.0, "symmetric"_a = false,
        "reduction"_a = "mean", "nan_policy"_a = "raise", "threads"_a = 0, "rows"_a = nb::none(),
        "upstream"_a = nb::none(), "input_gradient"_a = nb::none());
}

void bind_element_losses(nb::module_& m) {
  m.def("_kl_div", &elementwise_kl, "input"_a, "target"_a, "log_target"_a = false, "reduction"_a = "mean",
        "mask"_a = nb::none(), "batch_size"_a = 0, "nan_policy"_a = "raise", "threads"_a = 0, "values"_a = nb::none(),
        "upstream"_a = nb::none(), "scale"_a = 1.0, "input_gradient"_a = nb::none(), "target_gradient"_a = nb::none());
  m.def("_binary_cross_entropy_with_logits", &binary_cross_entropy, "input"_a, "target"_a, "weight"_a = nb::none(),
        "pos_weight"_a = nb::none(), "reduction"_a = "mean", "mask"_a = nb::none(), "batch_size"_a = 0,
        "nan_policy"_a = "raise", "threads"_a = 0, "values"_a = nb::none(), "upstream"_a = nb::none(), "scale"_a = 1.0,
        "input_gradient"_a = nb::none(), "target_gradient"_a = nb::none());
  m.def("_policy_kl_loss", &policy_kl, "policy"_a, "reference"_a, "estimator"_a = "k3", "mask"_a = nb::none(),
        "reduction"_a = "mean", "batch_size"_a = 0, "nan_policy"_a = "raise", "threads"_a = 0, "values"_a = nb::none(),
        "upstream"_a = nb::none(), "scale"_a = 1.0, "policy_gradient"_a = nb::none(),
        "reference_gradient"_a = nb::none());
  m.def("_bernoulli_kl_loss", &bernoulli_kl, "p"_a, "q"_a, "p_holds"_a = "logits", "q_holds"_a = "logits",
        "reduction"_a = "mean", "batch_size"_a = 0, "nan_policy"_a = "raise", "threads"_a = 0, "values"_a = nb::none(),
        "upstream"_a = nb::none(), "scale"_a = 1.0, "p_gradient"_a = nb::none(), "q_gradient"_a = nb::none());
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
  bind_row_losses(m);
  bind_fused_losses(m);
  bind_element_losses(m);
  bind_gaussian_losses(m);
}

}  // namespace relent::python
