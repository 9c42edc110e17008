#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "relent/joint/multivariate.hpp"

namespace relent {

/// Any distribution of several numbers, known at run time only. Copies share one immutable model, and are cheap.
/// What the members mean is said at the concept `multivariate`.
class joint_distribution {
 public:
  /// From anything that is `multivariate`. Implicit on purpose: an mvnormal *is* a joint distribution.
  template <class D>
  requires(!std::same_as<std::remove_cvref_t<D>, joint_distribution> && multivariate<std::remove_cvref_t<D>>)
      joint_distribution(D&& from)  // NOLINT
      : model_(std::make_shared<const holder<std::remove_cvref_t<D>>>(std::forward<D>(from))) {}

  [[nodiscard]] std::string_view name() const { return model_->name(); }
  [[nodiscard]] std::string text() const { return model_->text(); }
  [[nodiscard]] joint_space space() const { return model_->space(); }
  [[nodiscard]] double log_density(std::span<const double> x) const { return model_->log_density(x); }
  [[nodiscard]] std::vector<double> mean() const { return model_->mean(); }
  [[nodiscard]] matrix covariance() const { return model_->covariance(); }
  [[nodiscard]] double entropy() const { return model_->entropy(); }
  void sample(counter_stream& stream, std::span<double> out) const { model_->sample(stream, out); }

  /// 0 where the model is not `from_uniforms`.
  [[nodiscard]] std::size_t uniform_count() const { return model_->uniform_count(); }
  void from_uniforms(std::span<const double> u, std::span<double> out) const { model_->from_uniforms(u, out); }
  /// Whether the model is `charted`.
  [[nodiscard]] bool has_chart() const { return model_->has_chart(); }
  [[nodiscard]] double chart(std::span<const double> s, std::span<double> x) const { return model_->chart(s, x); }

  /// The model itself where it is a D, else null: how a pair finds its closed form.
  template <multivariate D>
  [[nodiscard]] const D* get() const noexcept {
    const auto* held = dynamic_cast<const holder<D>*>(model_.get());
    return held != nullptr ? &held->value : nullptr;
  }

 private:
  struct model {
    virtual ~model() = default;
    [[nodiscard]] virtual std::string_view name() const = 0;
    [[nodiscard]] virtual std::string text() const = 0;
    [[nodiscard]] virtual joint_space space() const = 0;
    [[nodiscard]] virtual double log_density(std::span<const double> x) const = 0;
    [[nodiscard]] virtual std::vector<double> mean() const = 0;
    [[nodiscard]] virtual matrix covariance() const = 0;
    [[nodiscard]] virtual double entropy() const = 0;
    virtual void sample(counter_stream& stream, std::span<double> out) const = 0;
    [[nodiscard]] virtual std::size_t uniform_count() const = 0;
    virtual void from_uniforms(std::span<const double> u, std::span<double> out) const = 0;
    [[nodiscard]] virtual bool has_chart() const = 0;
    [[nodiscard]] virtual double chart(std::span<const double> s, std::span<double> x) const = 0;
  };

  template <class D>
  struct holder final : model {
    explicit holder(D d) : value(std::move(d)) {}
    [[nodiscard]] std::string_view name() const override { return D::name; }
    [[nodiscard]] std::string text() const override { return value.text(); }
    [[nodiscard]] joint_space space() const override { return value.space(); }
    [[nodiscard]] double log_density(std::span<const double> x) const override { return value.log_density(x); }
    [[nodiscard]] std::vector<double> mean() const override { return value.mean(); }
    [[nodiscard]] matrix covariance() const override { return value.covariance(); }
    [[nodiscard]] double entropy() const override { return value.entropy(); }
    void sample(counter_stream& stream, std::span<double> out) const override { value.sample(stream, out); }
    [[nodiscard]] std::size_t uniform_count() const override {
      if constexpr (relent::from_uniforms<D>) {
        return value.uniform_count();
      } else {
        return 0;
      }
    }
    void from_uniforms([[maybe_unused]] std::span<const double> u,
                       [[maybe_unused]] std::span<double> out) const override {
      if constexpr (relent::from_uniforms<D>) {
        value.from_uniforms(u, out);
      }
    }
    [[nodiscard]] bool has_chart() const override {
      if constexpr (requires { value.has_chart(); }) {
        return value.has_chart();  // a product's depends on its factors
      } else {
        return charted<D>;
      }
    }
    [[nodiscard]] double chart([[maybe_unused]] std::span<const double> s,
                               [[maybe_unused]] std::span<double> x) const override {
      if constexpr (charted<D>) {
        return value.chart(s, x);
      } else {
        return 0;
      }
    }
    D value;
  };

  std::shared_ptr<const model> model_;
};

/// `count` draws, a row each: draw i depends on the seed and on i alone, whatever the number of threads (0: all).
[[nodiscard]] matrix sample(const joint_distribution& from, std::int64_t count, std::uint64_t seed, int threads = 0);

}  // namespace relent
