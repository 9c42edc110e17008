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

#include "relent/distribution/concepts.hpp"

namespace relent {

/// Any distribution of one number, known at run time only. Copies share one immutable model, and are cheap.
/// What the members mean is said at the concept `univariate`.
class distribution {
 public:
  /// From a family or anything else that is `univariate`. Implicit on purpose: a normal *is* a distribution.
  template <class D>
  requires(!std::same_as<std::remove_cvref_t<D>, distribution> && univariate<std::remove_cvref_t<D>>)
      distribution(D&& from)  // NOLINT
      : model_(std::make_shared<const holder<std::remove_cvref_t<D>>>(std::forward<D>(from))) {}

  /// "normal", "mixture", ...
  [[nodiscard]] std::string_view name() const { return model_->name(); }
  [[nodiscard]] std::string text() const { return model_->text(); }
  [[nodiscard]] std::size_t parameter_count() const { return model_->parameter_count(); }
  [[nodiscard]] relent::support support() const { return model_->support(); }
  [[nodiscard]] double log_density(double x) const { return model_->log_density(x); }
  /// log_density at many places at once; `out` is as long as `x`.
  void log_densities(std::span<const double> x, std::span<double> out) const { model_->log_densities(x, out); }
  void log_density_gradient(double x, std::span<double> out) const { model_->log_density_gradient(x, out); }
  [[nodiscard]] double cdf(double x) const { return model_->cdf(x); }
  [[nodiscard]] double survival(double x) const { return model_->survival(x); }
  [[nodiscard]] double quantile(double u) const { return model_->quantile(u); }
  [[nodiscard]] double quantile_survival(double u) const { return model_->quantile_survival(u); }
  [[nodiscard]] double mean() const { return model_->mean(); }
  [[nodiscard]] double variance() const { return model_->variance(); }
  [[nodiscard]] double entropy() const { return model_->entropy(); }
  [[nodiscard]] std::vector<double> split_points() const { return model_->split_points(); }
  [[nodiscard]] double sample(counter_stream& stream) const { return model_->sample(stream); }

  /// The model itself where it is a D, else null: how a pair of run-time distributions finds its closed form.
  template <univariate D>
  [[nodiscard]] const D* get() const noexcept {
    const auto* held = dynamic_cast<const holder<D>*>(model_.get());
    return held != nullptr ? &held->value : nullptr;
  }

 private:
  struct model {
    virtual ~model() = default;
    [[nodiscard]] virtual std::string_view name() const = 0;
    [[nodiscard]] virtual std::string text() const = 0;
    [[nodiscard]] virtual std::size_t parameter_count() const = 0;
    [[nodiscard]] virtual relent::support support() const = 0;
    [[nodiscard]] virtual double log_density(double x) const = 0;
    virtual void log_densities(std::span<const double> x, std::span<double> out) const = 0;
    virtual void log_density_gradient(double x, std::span<double> out) const = 0;
    [[nodiscard]] virtual double cdf(double x) const = 0;
    [[nodiscard]] virtual double survival(double x) const = 0;
    [[nodiscard]] virtual double quantile(double u) const = 0;
    [[nodiscard]] virtual double quantile_survival(double u) const = 0;
    [[nodiscard]] virtual double mean() const = 0;
    [[nodiscard]] virtual double variance() const = 0;
    [[nodiscard]] virtual double entropy() const = 0;
    [[nodiscard]] virtual std::vector<double> split_points() const = 0;
    [[nodiscard]] virtual double sample(counter_stream& stream) const = 0;
  };

  template <class D>
  struct holder final : model {
    explicit holder(D d) : value(std::move(d)) {}
    [[nodiscard]] std::string_view name() const override { return D::name; }
    [[nodiscard]] std::string text() const override { return value.text(); }
    [[nodiscard]] std::size_t parameter_count() const override { return value.parameter_count(); }
    [[nodiscard]] relent::support support() const override { return value.support(); }
    [[nodiscard]] double log_density(double x) const override { return value.log_density(x); }
    void log_densities(std::span<const double> x, std::span<double> out) const override {
      if constexpr (requires { value.log_densities(x, out); }) {
        value.log_densities(x, out);
      } else {
        for (std::size_t i = 0; i < x.size(); ++i) {
          out[i] = value.log_density(x[i]);
        }
      }
    }
    void log_density_gradient(double x, std::span<double> out) const override { value.log_density_gradient(x, out); }
    [[nodiscard]] double cdf(double x) const override { return value.cdf(x); }
    [[nodiscard]] double survival(double x) const override { return value.survival(x); }
    [[nodiscard]] double quantile(double u) const override { return value.quantile(u); }
    [[nodiscard]] double quantile_survival(double u) const override { return value.quantile_survival(u); }
    [[nodiscard]] double mean() const override { return value.mean(); }
    [[nodiscard]] double variance() const override { return value.variance(); }
    [[nodiscard]] double entropy() const override { return value.entropy(); }
    [[nodiscard]] std::vector<double> split_points() const override { return value.split_points(); }
    [[nodiscard]] double sample(counter_stream& stream) const override { return value.sample(stream); }
    D value;
  };

  std::shared_ptr<const model> model_;
};

/// `count` draws: draw i depends on the seed and on i alone, whatever the number of threads (0: all).
[[nodiscard]] std::vector<double> sample(const distribution& from, std::int64_t count, std::uint64_t seed,
                                         int threads = 0);

}  // namespace relent
