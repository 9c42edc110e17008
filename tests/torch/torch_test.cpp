// The adaptor of relent/torch.hpp in a LibTorch program: values and gradients against LibTorch's own.
#include "relent/torch.hpp"

#include <gtest/gtest.h>

namespace {

using relent::reduction;
namespace rt = relent::torch;

at::Tensor leaf(at::IntArrayRef shape, at::ScalarType type = at::kDouble) {
  return at::randn(shape, at::TensorOptions().dtype(type)).set_requires_grad(true);
}

at::Tensor log_probs(const at::Tensor& x) { return at::log_softmax(x, -1); }

/// KL(target || input) as LibTorch composes it.
at::Tensor composed_kl(const at::Tensor& input, const at::Tensor& target) {
  return at::kl_div(log_probs(input), log_probs(target), at::Reduction::Sum, true);
}

struct found {
  at::Tensor value, input, target;
};

template <class Loss>
found of(const Loss& loss, const at::Tensor& input, const at::Tensor& target) {
  const at::Tensor x = input.detach().clone().set_requires_grad(true);
  const at::Tensor y = target.detach().clone().set_requires_grad(at::isFloatingType(target.scalar_type()));
  const at::Tensor value = loss(x, y);
  const at::Tensor upstream = at::arange(1, value.numel() + 1, value.options()).view(value.sizes());
  value.backward(upstream);
  return {value.detach(), x.grad(), y.grad()};
}

void expect_close(const at::Tensor& a, const at::Tensor& b, double tolerance = 1e-10) {
  EXPECT_EQ(a.defined(), b.defined());
  if (a.defined() && b.defined()) {
    EXPECT_EQ(a.sizes(), b.sizes());
    EXPECT_EQ(a.scalar_type(), b.scalar_type());
    EXPECT_TRUE(at::allclose(a, b, tolerance, tolerance)) << a << b;
  }
}

template <class Ours, class Theirs>
void expect_same(const Ours& ours, const Theirs& theirs, const at::Tensor& input, const at::Tensor& target,
                 double tolerance = 1e-10) {
  const found a = of(ours, input, target);
  const found b = of(theirs, input, target);
  expect_close(a.value, b.value, tolerance);
  expect_close(a.input, b.input, tolerance);
  expect_close(a.target, b.target, tolerance);
}

TEST(TorchAdaptor, DivergenceIsWhatLibTorchComposes) {
  const auto ours = [](const at::Tensor& x, const at::Tensor& y) {
    return rt::divergence_loss(x, y, {}, {.reduce = reduction::sum});
  };
  expect_same(ours, composed_kl, at::randn({4, 7}, at::kDouble), at::randn({4, 7}, at::kDouble));
  expect_same(ours, composed_kl, at::randn({4, 7}), at::randn({4, 7}), 1e-5);
  expect_same(ours, composed_kl, at::randn({2, 3, 5}, at::kDouble).transpose(0, 2),
              at::randn({3, 1}, at::kDouble).expand({3, 2}));
}

TEST(TorchAdaptor, RowsGetTheirOwnGradientFromAbove) {
  const auto ours = [](const at::Tensor& x, const at::Tensor& y) {
    return rt::divergence_loss(x, y, {}, {.reduce = reduction::none});
  };
  const auto theirs = [](const at::Tensor& x, const at::Tensor& y) {
    return at::kl_div(log_probs(x), log_probs(y), at::Reduction::None, true).sum(-1);
  };
  expect_same(ours, theirs, at::randn({2, 3, 5}, at::kDouble), at::randn({2, 3, 5}, at::kDouble));
}

TEST(TorchAdaptor, CrossEntropyIsLibTorchs) {
  const at::Tensor labels = at::tensor({1, 6, -100, 0}, at::kLong);
  expect_same(
      [](const at::Tensor& x, const at::Tensor& y) { return rt::cross_entropy_loss(x, y, {.label_smoothing = 0.1}); },
      [](const at::Tensor& x, const at::Tensor& y) {
        return at::cross_entropy_loss(x, y, {}, at::Reduction::Mean, -100, 0.1);
      },
      at::randn({4, 7}, at::kDouble), labels);
  expect_same([](const at::Tensor& x, const at::Tensor& y) { return rt::cross_entropy_loss(x, y); },
              [](const at::Tensor& x, const at::Tensor& y) { return at::cross_entropy_loss(x, y); },
              at::randn({4, 7}, at::kDouble), at::rand({4, 7}, at::kDouble));
}

TEST(TorchAdaptor, DistillationAndRDropAreSumsOfTheOthers) {
  const at::Tensor labels = at::tensor({1, 6, 2, 0}, at::kLong);
  const auto ours = [&](const at::Tensor& x, const at::Tensor& y) {
    return rt::distillation_loss(x, y, labels, {.hard_weight = 0.25}) +
           rt::r_drop_loss(x, y, labels, {.alpha = 3, .convention = relent::r_drop_convention::paper});
  };
  const auto theirs = [&](const at::Tensor& x, const at::Tensor& y) {
    const at::Tensor first = at::cross_entropy_loss(x, labels), second = at::cross_entropy_loss(y, labels);
    const at::Tensor soft = 0.25 * first + 0.75 * 4 * composed_kl(x / 2, y / 2) / 4;
    return soft + first + second + 1.5 * (composed_kl(x, y) + composed_kl(y, x)) / 4;
  };
  expect_same(ours, theirs, at::randn({4, 7}, at::kDouble), at::randn({4, 7}, at::kDouble));
}

TEST(TorchAdaptor, DiscreteDistributionsAreWhatLibTorchComposes) {
  const at::Tensor p = at::randn({4, 7}, at::kDouble), q = at::randn({4, 7}, at::kDouble);
  expect_same([](const at::Tensor& x,
                 const at::Tensor& y) { return rt::categorical_kl_loss(x, y, {.reduce = reduction::sum}); },
              [](const at::Tensor& x, const at::Tensor& y) { return composed_kl(y, x); }, p, q);
  expect_same(
      [](const at::Tensor& x, const at::Tensor& y) { return rt::symmetric_kl_loss(x, y, {.reduce = reduction::sum}); },
      [](const at::Tensor& x, const at::Tensor& y) { return (composed_kl(x, y) + composed_kl(y, x)) / 2; }, p, q);
  for (const reduction how : {reduction::none, reduction::mean}) {
    expect_same([&](const at::Tensor& x, const at::Tensor& y) { return rt::bernoulli_kl_loss(x, y, {.reduce = how}); },
                [&](const at::Tensor& x, const at::Tensor& y) {
                  const at::Tensor each = at::sigmoid(x) * (at::log_sigmoid(x) - at::log_sigmoid(y)) +
                                          at::sigmoid(-x) * (at::log_sigmoid(-x) - at::log_sigmoid(-y));
                  return how == reduction::none ? each : each.mean();
                },
                p, q);
  }
}

TEST(TorchAdaptor, PolicyEntropyAndContrast) {
  const at::Tensor p = at::randn({3, 5}, at::kDouble), q = at::randn({3, 5}, at::kDouble);
  const at::Tensor mask = at::tensor({1, 1, 0, 1, 0, 1, 1, 1, 1, 0, 0, 0, 1, 1, 1}, at::kLong).view({3, 5});
  expect_same(
      [&](const at::Tensor& x, const at::Tensor& y) {
        return rt::policy_kl_loss(x, y, relent::policy_kl_estimator::k3, mask);
      },
      [&](const at::Tensor& x, const at::Tensor& y) { return ((at::exp(y - x) - 1 - (y - x)) * mask).sum() / 10; }, p,
      q);
  expect_same(
      [](const at::Tensor& x, const at::Tensor& y) {
        return rt::entropy_of_rows(x, {.reduce = reduction::none}) + rt::info_nce_loss(x + y, {.temperature = 2});
      },
      [](const at::Tensor& x, const at::Tensor& y) {
        return -(log_probs(x).exp() * log_probs(x)).sum(-1) +
               at::cross_entropy_loss((x + y) / 2, at::arange(3, at::kLong));
      },
      p, q);
}

TEST(TorchAdaptor, VariationalTermsAndFusedHeads) {
  const at::Tensor mean = at::randn({2, 3, 4}, at::kDouble), log_variance = at::randn({2, 3, 4}, at::kDouble);
  const at::Tensor factor = at::tril(at::randn({2, 3, 4, 4}, at::kDouble), -1) + 2 * at::eye(4, at::kDouble);
  expect_same([](const at::Tensor& x, const at::Tensor& y) { return rt::vae_kl_loss(x, y, {.beta = 3}); },
              [](const at::Tensor& x, const at::Tensor& y) { return 3 * (x * x + y.exp() - 1 - y).sum() / 12; }, mean,
              log_variance);
  const auto composed = [](const at::Tensor& x, const at::Tensor& y) {
    return ((x * x).sum(-1) + (y * y).sum({-2, -1}) - 4 - (y * y).diagonal(0, -2, -1).log().sum(-1)) / 2;
  };
  expect_same(
      [](const at::Tensor& x, const at::Tensor& y) {
        return rt::full_vae_kl_loss(x, at::tril(y), relent::covariance_form::factor, {}, {.reduce = reduction::none});
      },
      [&](const at::Tensor& x, const at::Tensor& y) { return composed(x, at::tril(y)); }, mean, factor);
  const at::Tensor labels = at::tensor({1, 6, -100, 0, 2, 2}, at::kLong).view({2, 3});
  expect_same([&](const at::Tensor& x, const at::Tensor& w) { return rt::fused_linear_cross_entropy(x, w, labels); },
              [&](const at::Tensor& x, const at::Tensor& w) {
                return at::cross_entropy_loss(at::matmul(x, w.t()).view({6, 7}), labels.view({6}));
              },
              at::randn({2, 3, 4}), at::randn({7, 4}), 1e-5);
}

TEST(TorchAdaptor, BadInputIsNamed) {
  EXPECT_THROW(rt::full_vae_kl_loss(leaf({2, 3}), leaf({2, 3})), relent::error);
  EXPECT_THROW(rt::policy_kl_loss(leaf({2, 3}), leaf({2, 3}), {}, at::ones({2, 2})), relent::error);
  EXPECT_THROW(rt::fused_linear_cross_entropy(leaf({2, 3}, at::kFloat), leaf({4, 3}, at::kFloat),
                                              at::tensor({0, 1}, at::kLong), {}, {.reduce = reduction::none}),
               relent::error);

  EXPECT_THROW(rt::divergence_loss(leaf({2, 3}), leaf({2, 4})), relent::error);
  EXPECT_THROW(rt::divergence_loss(at::ones({2, 3}, at::kLong), leaf({2, 3})), relent::error);
  EXPECT_THROW(rt::cross_entropy_loss(leaf({2, 3}), at::tensor({0, 3}, at::kLong)), relent::error);
  EXPECT_THROW(rt::cross_entropy_loss(leaf({2, 3}), at::tensor({0}, at::kLong)), relent::error);
}

TEST(TorchAdaptor, DerivativesOfGradientsAreRefused) {
  const at::Tensor x = leaf({2, 3});
  const at::Tensor value = rt::divergence_loss(x, at::randn({2, 3}, at::kDouble));
  EXPECT_THROW(value.backward({}, true, true), std::exception);
}

}  // namespace
