// Losses of normals: variational and diffusion terms. Private functions like those of losses.cpp.
#include <optional>
#include <string>
#include <vector>

#include <nanobind/nanobind.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include "relent/loss/diffusion_kl.hpp"
#include "relent/loss/gaussian_kl.hpp"

#include "loss_arguments.hpp"

namespace nb = nanobind;
using namespace nb::literals;

namespace relent::python {
namespace {

double vae_kl(nb::handle mean, nb::handle log_variance, double beta, double free_bits, const std::string& reduction,
              nb::handle mask, std::int64_t batch_size, int threads, nb::handle rows, nb::handle upstream,
              nb::handle mean_gradient, nb::handle log_variance_gradient) {
  const rows_argument from(mean, "mean"), to(log_variance, "log_variance");
  const loss_options how = to_options(reduction, mask, batch_size, "raise", false, threads);
  const loss_outputs out = to_outputs(rows, upstream, to_gradient(mean_gradient, from.rows(), "mean_gradient"),
                                      to_gradient(log_variance_gradient, to.rows(), "log_variance_gradient"));
  return unlocked(from.rows(), [&] { return vae_kl_loss(from.rows(), to.rows(), {beta, free_bits}, how, out); });
}

double gaussian_kl(nb::handle mean_p, nb::handle log_variance_p, nb::handle mean_q, nb::handle log_variance_q,
                   const std::string& reduction, nb::handle mask, std::int64_t batch_size, int threads, nb::handle rows,
                   nb::handle upstream, nb::handle mean_p_gradient, nb::handle log_variance_p_gradient,
                   nb::handle mean_q_gradient, nb::handle log_variance_q_gradient) {
  const rows_argument mp(mean_p, "mean_p"), vp(log_variance_p, "log_variance_p"), mq(mean_q, "mean_q"),
      vq(log_variance_q, "log_variance_q");
  const loss_options how = to_options(reduction, mask, batch_size, "raise", false, threads);
  const gaussian_gradients to{to_gradient(mean_p_gradient, mp.rows(), "mean_p_gradient"),
                              to_gradient(log_variance_p_gradient, vp.rows(), "log_variance_p_gradient"),
                              to_gradient(mean_q_gradient, mq.rows(), "mean_q_gradient"),
                              to_gradient(log_variance_q_gradient, vq.rows(), "log_variance_q_gradient")};
  const loss_outputs out = to_outputs(rows, upstream, {}, {});
  return unlocked(mp.rows(),
                  [&] { return gaussian_kl_loss(mp.rows(), vp.rows(), mq.rows(), vq.rows(), how, out, to); });
}

double full_vae_kl(nb::handle mean, nb::handle spread, const std::string& form, double beta, double free_bits,
                   const std::string& reduction, nb::handle mask, std::int64_t batch_size,
                   const std::string& nan_policy, int threads, nb::handle rows, nb::handle upstream,
                   nb::handle mean_gradient, nb::handle spread_gradient) {
  const rows_argument from(mean, "mean"), to(spread, "spread");
  const loss_options how = to_options(reduction, mask, batch_size, nan_policy, false, threads);
  const loss_outputs out = to_outputs(rows, upstream, to_gradient(mean_gradient, from.rows(), "mean_gradient"),
                                      to_gradient(spread_gradient, to.rows(), "spread_gradient"));
  const covariance_form is = covariance_form_of(form);
  return unlocked(to.rows(), [&] { return full_vae_kl_loss(from.rows(), to.rows(), is, {beta, free_bits}, how, out); });
}

double diffusion_kl(nb::handle prediction, nb::handle target, nb::handle steps, const diffusion_schedule& schedule,
                    nb::handle log_variance, const std::string& predicts, const std::string& variance,
                    const std::string& reduction, nb::handle mask, std::int64_t batch_size,
                    const std::string& nan_policy, int threads, nb::handle rows, nb::handle upstream,
                    nb::handle prediction_gradient, nb::handle target_gradient, nb::handle log_variance_gradient) {
  const rows_argument from(prediction, "prediction"), to(target, "target");
  const auto at = to_run<const std::int64_t>(steps, "steps");
  const diffusion_prediction what = diffusion_prediction_of(predicts);
  const diffusion_variance fixed = diffusion_variance_of(variance);
  const loss_options how = to_options(reduction, mask, batch_size, nan_policy, false, threads);
  const loss_outputs out =
      to_outputs(rows, upstream, to_gradient(prediction_gradient, from.rows(), "prediction_gradient"),
                 to_gradient(target_gradient, to.rows(), "target_gradient"));
  if (log_variance.is_none()) {
    return unlocked(from.rows(),
                    [&] { return diffusion_kl_loss(from.rows(), to.rows(), at, schedule, what, fixed, how, out); });
  }
  const rows_argument learned(log_variance, "log_variance");
  const gradient_rows to_learned = to_gradient(log_variance_gradient, learned.rows(), "log_variance_gradient");
  return unlocked(from.rows(), [&] {
    return diffusion_kl_loss(from.rows(), to.rows(), learned.rows(), at, schedule, what, how, out, to_learned);
  });
}

double diffusion_prior_kl(nb::handle start, const diffusion_schedule& schedule, const std::string& reduction,
                          nb::handle mask, std::int64_t batch_size, const std::string& nan_policy, int threads,
                          nb::handle rows, nb::handle upstream, nb::handle start_gradient) {
  const rows_argument from(start, "start");
  const loss_options how = to_options(reduction, mask, batch_size, nan_policy, false, threads);
  const loss_outputs out = to_outputs(rows, upstream, to_gradient(start_gradient, from.rows(), "start_gradient"), {});
  return unlocked(from.rows(), [&] { return diffusion_prior_kl_loss(from.rows(), schedule, how, out); });
}

/// One number for each step.
template <class F>
std::vector<double> of_steps(const diffusion_schedule& schedule, const F& number) {
  std::vector<double> made;
  for (std::int64_t t = 0; t < schedule.steps(); ++t) {
    made.push_back(number(t));
  }
  return made;
}

using one_step = double (diffusion_schedule::*)(std::int64_t) const noexcept;

template <one_step number>
std::vector<double> column(const diffusion_schedule& schedule) {
  return of_steps(schedule, [&](std::int64_t t) { return (schedule.*number)(t); });
}

std::vector<double> mean_per_prediction(const diffusion_schedule& schedule, const std::string& predicts) {
  const diffusion_prediction what = diffusion_prediction_of(predicts);
  return of_steps(schedule, [&](std::int64_t t) { return schedule.mean_per_prediction(t, what); });
}

void bind_diffusion_losses(nb::module_& m) {
  nb::class_<diffusion_schedule>(m, "_DiffusionSchedule")
      .def("__init__",
           [](diffusion_schedule* self, const std::vector<double>& betas) { new (self) diffusion_schedule(betas); })
      .def("beta", &column<&diffusion_schedule::beta>)
      .def("abar", &column<&diffusion_schedule::abar>)
      .def("noise_variance", &column<&diffusion_schedule::noise_variance>)
      .def("log_posterior_variance", &column<&diffusion_schedule::log_posterior_variance>)
      .def("start_share", &column<&diffusion_schedule::start_share>)
      .def("current_share", &column<&diffusion_schedule::current_share>)
      .def("mean_per_prediction", &mean_per_prediction, "predicts"_a);
  m.def("_diffusion_kl_loss", &diffusion_kl, "prediction"_a, "target"_a, "steps"_a, "schedule"_a,
        "log_variance"_a = nb::none(), "predicts"_a = "noise", "variance"_a = "posterior", "reduction"_a = "mean",
        "mask"_a = nb::none(), "batch_size"_a = 0, "nan_policy"_a = "raise", "threads"_a = 0, "rows"_a = nb::none(),
        "upstream"_a = nb::none(), "prediction_gradient"_a = nb::none(), "target_gradient"_a = nb::none(),
        "log_variance_gradient"_a = nb::none());
  m.def("_diffusion_prior_kl_loss", &diffusion_prior_kl, "start"_a, "schedule"_a, "reduction"_a = "mean",
        "mask"_a = nb::none(), "batch_size"_a = 0, "nan_policy"_a = "raise", "threads"_a = 0, "rows"_a = nb::none(),
        "upstream"_a = nb::none(), "start_gradient"_a = nb::none());
}

}  // namespace

void bind_gaussian_losses(nb::module_& m) {
  m.def("_vae_kl_loss", &vae_kl, "mean"_a, "log_variance"_a, "beta"_a = 1.0, "free_bits"_a = 0.0,
        "reduction"_a = "mean", "mask"_a = nb::none(), "batch_size"_a = 0, "threads"_a = 0, "rows"_a = nb::none(),
        "upstream"_a = nb::none(), "mean_gradient"_a = nb::none(), "log_variance_gradient"_a = nb::none());
  m.def("_gaussian_kl_loss", &gaussian_kl, "mean_p"_a, "log_variance_p"_a, "mean_q"_a, "log_variance_q"_a,
        "reduction"_a = "mean", "mask"_a = nb::none(), "batch_size"_a = 0, "threads"_a = 0, "rows"_a = nb::none(),
        "upstream"_a = nb::none(), "mean_p_gradient"_a = nb::none(), "log_variance_p_gradient"_a = nb::none(),
        "mean_q_gradient"_a = nb::none(), "log_variance_q_gradient"_a = nb::none());
  m.def("_full_vae_kl_loss", &full_vae_kl, "mean"_a, "spread"_a, "form"_a = "factor", "beta"_a = 1.0,
        "free_bits"_a = 0.0, "reduction"_a = "mean", "mask"_a = nb::none(), "batch_size"_a = 0,
        "nan_policy"_a = "raise", "threads"_a = 0, "rows"_a = nb::none(), "upstream"_a = nb::none(),
        "mean_gradient"_a = nb::none(), "spread_gradient"_a = nb::none());
  bind_diffusion_losses(m);
}

}  // namespace relent::python
