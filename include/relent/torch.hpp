#pragma once

/// relent's losses for LibTorch: at::Tensor in and out, with gradients. Header-only, and no part of relent.hpp: a
/// program that includes it brings LibTorch itself; relent links none of it.
///
///     auto loss = relent::torch::divergence_loss(student, teacher);
///     loss.backward();
///
/// Tensors on the CPU, f64, f32, bf16 or f16; classes along the last axis, all other axes are rows. Value and gradients
/// come from one pass; the backward pass only scales them. Options, conventions, errors are those of the functions of
/// the same names in relent/loss/. The number of threads is at::get_num_threads() unless given. Derivatives of
/// gradients are refused with relent::error.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>

#include "relent/core/error.hpp"
#include "relent/loss/cross_entropy_loss.hpp"
#include "relent/loss/discrete_kl.hpp"
#include "relent/loss/distillation_loss.hpp"
#include "relent/loss/divergence_loss.hpp"
#include "relent/loss/elementwise_loss.hpp"
#include "relent/loss/entropy_loss.hpp"
#include "relent/loss/fused_linear.hpp"
#include "relent/loss/gaussian_kl.hpp"
#include "relent/loss/info_nce.hpp"
#include "relent/loss/policy_kl.hpp"
#include "relent/loss/r_drop.hpp"
#include "relent/loss/rows.hpp"

namespace relent::torch {

namespace detail {

inline dtype type_of(const at::Tensor& x, const char* name) {
  switch (x.scalar_type()) {
    case at::kDouble:
      return dtype::f64;
    case at::kFloat:
      return dtype::f32;
    case at::kHalf:
      return dtype::f16;
    case at::kBFloat16:
      return dtype::bf16;
    default:
      throw error(errc::type_mismatch, std::string(name) + " must hold f64, f32, bf16 or f16");
  }
}

inline void check(const at::Tensor& x, const char* name) {
  type_of(x, name);
  if (!x.device().is_cpu()) {
    throw error(errc::unsupported, std::string(name) + " is on " + x.device().str() + ", must be on the CPU");
  }
  if (x.dim() == 0) {
    throw error(errc::shape_mismatch, std::string(name) + " is a single number, needs an axis of classes");
  }
}

inline class_rows rows_of(const at::Tensor& x, row_content holds) {
  const std::int64_t classes = x.size(-1);
  return {x.const_data_ptr(), type_of(x, "input"), classes == 0 ? 0 : x.numel() / classes, classes, classes, holds};
}

inline std::span<const std::int64_t> classes_of(const at::Tensor& labels) {
  return {labels.const_data_ptr<std::int64_t>(), static_cast<std::size_t>(labels.numel())};
}

/// Contiguous class indices, one for each row of `input`.
inline at::Tensor labels_for(const at::Tensor& input, const at::Tensor& labels) {
  if (labels.scalar_type() != at::kLong || labels.sizes() != input.sizes().slice(0, input.dim() - 1)) {
    throw error(errc::shape_mismatch, "classes must be int64, one for each row of the input");
  }
  return labels.contiguous();
}

/// Where answers go: of a loss of rows, or of one of elements.
struct outputs : loss_outputs {
  gradient_rows values{};

  [[nodiscard]] element_outputs of_elements() const { return {.values = values, .input = input, .target = target}; }
};

/// A loss that reads one or two sides; `holds` says what the numbers of each are.
struct job {
  std::function<double(const class_rows& input, const class_rows& target, const loss_options&, const outputs&)> run;
  loss_options how{};
  row_content input_holds = row_content::logits;
  row_content target_holds = row_content::logits;
  bool of_elements = false;
};

struct row_loss : ::torch::autograd::Function<row_loss> {
  static at::Tensor forward(::torch::autograd::AutogradContext* ctx, const at::Tensor& input,
                            const std::optional<at::Tensor>& target, const job& loss) {
    const at::Tensor x = input.contiguous();
    const at::Tensor y = target ? target->contiguous() : at::Tensor();
    outputs out;
    at::Tensor dx = room(out.input, x, ctx->needs_input_grad(0));
    at::Tensor dy = room(out.target, y, y.defined() && ctx->needs_input_grad(1));
    loss_options how = loss.how;
    how.threads = how.threads == 0 ? at::get_num_threads() : how.threads;
    const bool none = how.reduce == reduction::none;
    const std::int64_t classes = x.size(-1);
    std::vector<double> rows(none && !loss.of_elements && classes != 0 ? static_cast<std::size_t>(x.numel() / classes)
                                                                       : 0);
    out.rows = rows;
    const at::Tensor values = room(out.values, x, none && loss.of_elements);
    const class_rows second = y.defined() ? rows_of(y, loss.target_holds) : class_rows();
    const double value = loss.run(rows_of(x, loss.input_holds), second, how, out);
    ctx->save_for_backward({dx, dy});
    const at::ScalarType type = y.defined() ? c10::promoteTypes(x.scalar_type(), y.scalar_type()) : x.scalar_type();
    if (values.defined()) {
      return values.to(type);
    }
    if (none) {
      return at::tensor(rows, at::kDouble).view(x.sizes().slice(0, x.dim() - 1)).to(type);
    }
    return at::scalar_tensor(value, at::TensorOptions().dtype(type));
  }

  static ::torch::autograd::variable_list backward(::torch::autograd::AutogradContext* ctx,
                                                   const ::torch::autograd::variable_list& upstream) {
    if (at::GradMode::is_enabled()) {
      throw error(errc::unsupported, "relent::torch: derivatives of gradients are not there");
    }
    ::torch::autograd::variable_list gradients;
    for (const at::Tensor& gradient : ctx->get_saved_variables()) {
      at::Tensor by = upstream[0];  // a number, or one a row, or one an element
      while (gradient.defined() && by.dim() > 0 && by.dim() < gradient.dim()) {
        by = by.unsqueeze(-1);
      }
      gradients.push_back(gradient.defined() ? (gradient * by).to(gradient.scalar_type()) : at::Tensor());
    }
    gradients.emplace_back();  // the job has none
    return gradients;
  }

 private:
  static at::Tensor room(gradient_rows& to, const at::Tensor& of, bool needed) {
    if (!needed) {
      return {};
    }
    at::Tensor made = at::empty_like(of);
    to.data = made.mutable_data_ptr();
    return made;
  }
};

/// Both sides at one shape, of the CPU.
inline std::pair<at::Tensor, at::Tensor> pair_of(const at::Tensor& input, const at::Tensor& target) {
  check(input, "input");
  check(target, "target");
  if (input.size(-1) != target.size(-1)) {
    throw error(errc::shape_mismatch,
                "input has " + std::to_string(input.size(-1)) + " classes, target " + std::to_string(target.size(-1)));
  }
  const std::vector<at::Tensor> both = at::broadcast_tensors({input, target});
  return {both[0], both[1]};
}

}  // namespace detail

/// The divergence between rows of the target (P, the teacher) and of the input (Q, the student), with gradients to
/// both; see relent::divergence_loss.
inline at::Tensor divergence_loss(const at::Tensor& input, const at::Tensor& target,
                                  const divergence_loss_options& which = {}, const loss_options& how = {},
                                  row_content input_holds = row_content::logits,
                                  row_content target_holds = row_content::logits) {
  const auto [x, y] = detail::pair_of(input, target);
  const auto run = [which](const class_rows& a, const class_rows& b, const loss_options& h, const loss_outputs& out) {
    return relent::divergence_loss(a, b, which, h, out);
  };
  return detail::row_loss::apply(x, std::optional(y), detail::job{run, how, input_holds, target_holds});
}

/// Cross-entropy with class indices (int64, one a row) or, where `target` is of a floating type, with a distribution of
/// the input's shape, and gradients to both; see relent::cross_entropy_loss.
inline at::Tensor cross_entropy_loss(const at::Tensor& input, const at::Tensor& target,
                                     const cross_entropy_options& which = {}, const loss_options& how = {}) {
  detail::check(input, "input");
  if (at::isFloatingType(target.scalar_type())) {
    const auto [x, y] = detail::pair_of(input, target);
    const auto run = [which](const class_rows& a, const class_rows& b, const loss_options& h, const loss_outputs& out) {
      return relent::cross_entropy_loss(a, b, which, h, out);
    };
    return detail::row_loss::apply(x, std::optional(y), detail::job{run, how, row_content::logits, row_content::probs});
  }
  const at::Tensor labels = detail::labels_for(input, target);
  const auto run = [which, labels](const class_rows& a, const class_rows&, const loss_options& h,
                                   const loss_outputs& out) {
    return relent::cross_entropy_loss(a, detail::classes_of(labels), which, h, out);
  };
  return detail::row_loss::apply(input, std::optional<at::Tensor>(), detail::job{run, how});
}

/// hard_weight CE(student, labels) + (1 - hard_weight) T^2 D(teacher, student at T); see relent::distillation_loss.
inline at::Tensor distillation_loss(const at::Tensor& student, const at::Tensor& teacher, const at::Tensor& labels,
                                    const distillation_options& which = {}, const loss_options& how = {}) {
  const auto [x, y] = detail::pair_of(student, teacher);
  const at::Tensor classes = detail::labels_for(x, labels);
  const auto run = [which, classes](const class_rows& a, const class_rows& b, const loss_options& h,
                                    const loss_outputs& out) {
    return relent::distillation_loss(a, b, detail::classes_of(classes), which, h, out);
  };
  return detail::row_loss::apply(x, std::optional(y), detail::job{run, how});
}

/// R-Drop of two passes, with gradients to both; see relent::r_drop_loss.
inline at::Tensor r_drop_loss(const at::Tensor& first, const at::Tensor& second, const at::Tensor& labels,
                              const r_drop_options& which = {}, const loss_options& how = {}) {
  const auto [x, y] = detail::pair_of(first, second);
  const at::Tensor classes = detail::labels_for(x, labels);
  const auto run = [which, classes](const class_rows& a, const class_rows& b, const loss_options& h,
                                    const loss_outputs& out) {
    return relent::r_drop_loss(a, b, detail::classes_of(classes), which, h, out);
  };
  return detail::row_loss::apply(x, std::optional(y), detail::job{run, how});
}

/// Half of Jeffreys' divergence of two passes; see relent::symmetric_kl_loss.
inline at::Tensor symmetric_kl_loss(const at::Tensor& first, const at::Tensor& second, const loss_options& how = {}) {
  const auto [x, y] = detail::pair_of(first, second);
  const auto run = [](const class_rows& a, const class_rows& b, const loss_options& h, const loss_outputs& out) {
    return relent::symmetric_kl_loss(a, b, h, out);
  };
  return detail::row_loss::apply(x, std::optional(y), detail::job{run, how});
}

/// KL(P || Q) of categorical distributions, row by row; see relent::categorical_kl_loss.
inline at::Tensor categorical_kl_loss(const at::Tensor& p, const at::Tensor& q, const loss_options& how = {},
                                      row_content p_holds = row_content::logits,
                                      row_content q_holds = row_content::logits) {
  return divergence_loss(q, p, {}, how, q_holds, p_holds);
}

/// KL(P || Q) of Bernoulli distributions, element by element, also with reduction::none; see
/// relent::bernoulli_kl_loss.
inline at::Tensor bernoulli_kl_loss(const at::Tensor& p, const at::Tensor& q, const loss_options& how = {},
                                    row_content p_holds = row_content::logits,
                                    row_content q_holds = row_content::logits) {
  const auto [x, y] = detail::pair_of(p, q);
  const auto run = [](const class_rows& a, const class_rows& b, const loss_options& h, const detail::outputs& out) {
    return relent::bernoulli_kl_loss(a, b, h, out.of_elements());
  };
  return detail::row_loss::apply(x, std::optional(y), detail::job{run, how, p_holds, q_holds, true});
}

/// KL(policy || reference) from the log-probabilities of drawn tokens, sequences x tokens, token by token with
/// reduction::none. mask: undefined, or of their shape, 0 where a token does not count; see relent::policy_kl_loss.
inline at::Tensor policy_kl_loss(const at::Tensor& policy, const at::Tensor& reference,
                                 policy_kl_estimator which = policy_kl_estimator::k3, const at::Tensor& mask = {},
                                 const loss_options& how = {.reduce = reduction::token_mean}) {
  const auto [x, y] = detail::pair_of(policy, reference);
  if (mask.defined() && mask.sizes() != x.sizes()) {
    throw error(errc::shape_mismatch, "policy_kl_loss: mask must be of the shape of the policy");
  }
  const at::Tensor counts = mask.defined() ? mask.ne(0).to(at::kByte).contiguous() : at::Tensor();
  const auto run = [which, counts](const class_rows& a, const class_rows& b, const loss_options& h,
                                   const detail::outputs& out) {
    const std::span<const std::uint8_t> tokens =
        counts.defined() ? std::span(counts.const_data_ptr<std::uint8_t>(), static_cast<std::size_t>(counts.numel()))
                         : std::span<const std::uint8_t>();
    return relent::policy_kl_loss(a, b, which, tokens, h, out.of_elements());
  };
  return detail::row_loss::apply(x, std::optional(y),
                                 detail::job{run, how, row_content::logits, row_content::logits, true});
}

/// The entropy of every row; see relent::entropy_of_rows.
inline at::Tensor entropy_of_rows(const at::Tensor& input, const loss_options& how = {},
                                  row_content input_holds = row_content::logits) {
  detail::check(input, "input");
  const auto run = [](const class_rows& a, const class_rows&, const loss_options& h, const loss_outputs& out) {
    return relent::entropy_of_rows(a, h, out);
  };
  return detail::row_loss::apply(input, std::optional<at::Tensor>(), detail::job{run, how, input_holds});
}

/// InfoNCE of a matrix of similarities; see relent::info_nce_loss.
inline at::Tensor info_nce_loss(const at::Tensor& similarity, const info_nce_options& which = {},
                                const loss_options& how = {}) {
  detail::check(similarity, "similarity");
  const auto run = [which](const class_rows& a, const class_rows&, const loss_options& h, const loss_outputs& out) {
    return relent::info_nce_loss(a, which, h, out);
  };
  return detail::row_loss::apply(similarity, std::optional<at::Tensor>(), detail::job{run, how});
}

/// KL(N(mean, exp(log_variance)) || N(0, 1)) of every row; see relent::vae_kl_loss.
inline at::Tensor vae_kl_loss(const at::Tensor& mean, const at::Tensor& log_variance, const vae_options& which = {},
                              const loss_options& how = {.reduce = reduction::batchmean}) {
  const auto [x, y] = detail::pair_of(mean, log_variance);
  const auto run = [which](const class_rows& a, const class_rows& b, const loss_options& h, const loss_outputs& out) {
    return relent::vae_kl_loss(a, b, which, h, out);
  };
  return detail::row_loss::apply(x, std::optional(y), detail::job{run, how});
}

/// The same with a full covariance: mean (..., d), spread (..., d, d); see relent::full_vae_kl_loss.
inline at::Tensor full_vae_kl_loss(const at::Tensor& mean, const at::Tensor& spread,
                                   covariance_form form = covariance_form::factor, const vae_options& which = {},
                                   const loss_options& how = {.reduce = reduction::batchmean}) {
  detail::check(mean, "mean");
  detail::check(spread, "spread");
  if (spread.dim() != mean.dim() + 1 || spread.size(-1) != mean.size(-1) ||
      spread.sizes().slice(0, mean.dim()) != mean.sizes()) {
    throw error(errc::shape_mismatch, "full_vae_kl_loss: spread must be (..., d, d) where mean is (..., d)");
  }
  const auto run = [which, form](const class_rows& a, const class_rows& b, const loss_options& h,
                                 const loss_outputs& out) {
    const class_rows whole(b.data, b.type, a.rows, a.classes * a.classes);
    return relent::full_vae_kl_loss(a, whole, form, which, h, out);
  };
  return detail::row_loss::apply(mean, std::optional(spread), detail::job{run, how});
}

/// Cross-entropy of hidden weights^T without the logits ever being there at once, f32: hidden (..., width), weights
/// (classes, width), gradients to both; no reduction::none. See relent::fused_linear_cross_entropy.
inline at::Tensor fused_linear_cross_entropy(const at::Tensor& hidden, const at::Tensor& weights,
                                             const at::Tensor& labels, const cross_entropy_options& which = {},
                                             const loss_options& how = {}) {
  detail::check(hidden, "hidden");
  detail::check(weights, "weights");
  if (how.reduce == reduction::none) {
    throw error(errc::unsupported, "fused_linear_cross_entropy: reduction none has no gradient to the weights");
  }
  const at::Tensor classes = detail::labels_for(hidden, labels);
  const auto run = [which, classes](const class_rows& a, const class_rows& b, const loss_options& h,
                                    const loss_outputs& out) {
    return relent::fused_linear_cross_entropy({a, b}, detail::classes_of(classes), which, h, {.rows = out.rows},
                                              {out.input, out.target});
  };
  return detail::row_loss::apply(hidden, std::optional(weights), detail::job{run, how});
}

}  // namespace relent::torch
