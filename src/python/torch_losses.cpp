// The losses for relent.torch: a plan is made once of a loss's options, then called with the addresses of tensors.
// A call on ten classes takes a microsecond, which is why nothing but numbers passes here; Python has checked them.
#include "torch_losses.hpp"

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <nanobind/nanobind.h>
#include <nanobind/stl/string.h>

#include "relent/core/error.hpp"
#include "relent/loss/cross_entropy_loss.hpp"
#include "relent/loss/discrete_kl.hpp"
#include "relent/loss/distillation_loss.hpp"
#include "relent/loss/divergence_loss.hpp"
#include "relent/loss/elementwise_loss.hpp"
#include "relent/loss/entropy_loss.hpp"
#include "relent/loss/gaussian_kl.hpp"
#include "relent/loss/info_nce.hpp"
#include "relent/loss/policy_kl.hpp"
#include "relent/loss/r_drop.hpp"

#include "call.hpp"

namespace nb = nanobind;

namespace relent::python {
namespace {

/// The tensors of one call; `labels` and `weight` are addresses, whose lengths the loss knows.
struct tensors {
  class_rows x{};
  class_rows y{};
  std::uintptr_t labels = 0;
  std::uintptr_t weight = 0;

  [[nodiscard]] std::span<const std::int64_t> classes() const noexcept { return run<std::int64_t>(labels, x.rows); }
  [[nodiscard]] std::span<const double> class_weights() const noexcept { return run<double>(weight, x.classes); }

  template <class T>
  static std::span<const T> run(std::uintptr_t address, std::int64_t length) noexcept {
    // Python's integer is where the tensor lies.
    return {reinterpret_cast<const T*>(address), address == 0 ? 0 : static_cast<std::size_t>(length)};  // NOLINT
  }
};

/// Where answers go: of a loss of rows, or of one of elements.
struct outputs : loss_outputs {
  gradient_rows values{};

  [[nodiscard]] element_outputs of_elements() const { return {.values = values, .input = input, .target = target}; }
};

using any_loss = std::function<double(const tensors&, const loss_options&, const outputs&)>;

/// One answer a row, or one an element.
enum class answers : std::uint8_t { of_rows, of_elements };

void* place(std::uintptr_t address) noexcept { return reinterpret_cast<void*>(address); }  // NOLINT

/// One loss with its options.
class loss_plan {
 public:
  loss_plan(any_loss loss, loss_options how, row_content x_holds = row_content::logits,
            row_content y_holds = row_content::logits)
      : loss_(std::move(loss)), how_(how), x_holds_(x_holds), y_holds_(y_holds) {}
  loss_plan(any_loss loss, loss_options how, answers kind) : loss_(std::move(loss)), how_(how), kind_(kind) {}

  // NOLINTNEXTLINE(readability-function-size): one number after the other, for speed
  void operator()(std::uintptr_t x, int x_type, std::int64_t x_step, std::uintptr_t y, int y_type, std::int64_t y_step,
                  std::uintptr_t labels, std::uintptr_t weight, std::uintptr_t mask, std::int64_t rows,
                  std::int64_t classes, std::int64_t batch, int threads, std::uintptr_t value, int value_type,
                  std::uintptr_t dx, std::uintptr_t dy) const {
    const tensors of{{place(x), static_cast<dtype>(x_type), rows, classes, x_step, x_holds_},
                     {place(y), static_cast<dtype>(y_type), rows, classes, y_step, y_holds_},
                     labels,
                     weight};
    loss_options how = how_;
    how.mask = tensors::run<std::uint8_t>(mask, kind_ == answers::of_rows ? rows : rows * classes);
    how.batch_size = batch;
    how.threads = threads;
    outputs out;
    out.input.data = place(dx);
    out.target.data = place(dy);
    const release_lock unlock(rows * classes);
    if (how.reduce == reduction::none && kind_ == answers::of_elements) {
      out.values.data = place(value);  // of the type of x
      loss_(of, how, out);
    } else if (how.reduce == reduction::none) {
      answer_rows(of, how, out, place(value), static_cast<dtype>(value_type));
    } else {
      store(loss_(of, how, out), place(value), static_cast<dtype>(value_type));
    }
  }

 private:
  static void store(double value, void* to, dtype type) noexcept {
    if (type == dtype::f64) {
      *static_cast<double*>(to) = value;
    } else {
      *static_cast<float*>(to) = static_cast<float>(value);
    }
  }

  void answer_rows(const tensors& of, const loss_options& how, outputs& out, void* to, dtype type) const {
    if (type == dtype::f64) {
      out.rows = {static_cast<double*>(to), static_cast<std::size_t>(of.x.rows)};
      loss_(of, how, out);
      return;
    }
    std::vector<double> values(static_cast<std::size_t>(of.x.rows));
    out.rows = values;
    loss_(of, how, out);
    for (std::size_t i = 0; i < values.size(); ++i) {
      static_cast<float*>(to)[i] = static_cast<float>(values[i]);
    }
  }

  any_loss loss_;
  loss_options how_;
  row_content x_holds_ = row_content::logits;
  row_content y_holds_ = row_content::logits;
  answers kind_ = answers::of_rows;
};

/// Takes the options of a loss, in their order, from a Python tuple.
class options_reader {
 public:
  explicit options_reader(const nb::tuple& values) : values_(values) {}
  [[nodiscard]] double number() { return nb::cast<double>(values_[next_++]); }
  [[nodiscard]] std::int64_t integer() { return nb::cast<std::int64_t>(values_[next_++]); }
  [[nodiscard]] bool flag() { return nb::cast<bool>(values_[next_++]); }
  [[nodiscard]] std::string word() { return nb::cast<std::string>(values_[next_++]); }

  /// The last two of every loss: how NaN is met, the reduction.
  [[nodiscard]] loss_options how(nan_policy nans, bool strict = false) {
    loss_options made;
    made.nans = nans;
    made.strict = strict;
    made.reduce = reduction_of(word());
    return made;
  }

 private:
  const nb::tuple& values_;
  std::size_t next_ = 0;
};

divergence_loss_options read_divergence(options_reader& from) {
  divergence_loss_options which;
  which.measure = row_divergence_of(from.word());
  which.beta = from.number();
  which.alpha = from.number();
  which.temperature = from.number();
  which.scale_by_temperature_squared = from.flag();
  return which;
}

loss_plan divergence_plan(options_reader from) {
  const divergence_loss_options which = read_divergence(from);
  const row_content x_holds = row_content_of(from.word());
  const row_content y_holds = row_content_of(from.word());
  const nan_policy nans = nan_policy_of(from.word());
  const bool strict = from.flag();
  return {[which](const tensors& of, const loss_options& how, const outputs& out) {
            return divergence_loss(of.x, of.y, which, how, out);
          },
          from.how(nans, strict), x_holds, y_holds};
}

loss_plan class_cross_entropy_plan(options_reader from) {
  cross_entropy_options which;
  which.label_smoothing = from.number();
  which.ignore_index = from.integer();
  which.z_loss = from.number();
  which.focal_gamma = from.number();
  which.poly_epsilon = from.number();
  which.temperature = from.number();
  const row_content holds = row_content_of(from.word());
  const nan_policy nans = nan_policy_of(from.word());
  return {[which](const tensors& of, const loss_options& how, const outputs& out) {
            cross_entropy_options weighted = which;
            weighted.class_weights = of.class_weights();
            return cross_entropy_loss(of.x, of.classes(), weighted, how, out);
          },
          from.how(nans), holds};
}

loss_plan soft_cross_entropy_plan(options_reader from) {
  cross_entropy_options which;
  which.label_smoothing = from.number();
  which.z_loss = from.number();
  which.temperature = from.number();
  const row_content x_holds = row_content_of(from.word());
  const row_content y_holds = row_content_of(from.word());
  const nan_policy nans = nan_policy_of(from.word());
  return {[which](const tensors& of, const loss_options& how, const outputs& out) {
            cross_entropy_options weighted = which;
            weighted.class_weights = of.class_weights();
            return cross_entropy_loss(of.x, of.y, weighted, how, out);
          },
          from.how(nans), x_holds, y_holds};
}

loss_plan distillation_plan(options_reader from) {
  distillation_options which;
  which.soft = read_divergence(from);
  which.hard_weight = from.number();
  which.hard.label_smoothing = from.number();
  which.hard.ignore_index = from.integer();
  const nan_policy nans = nan_policy_of(from.word());
  return {[which](const tensors& of, const loss_options& how, const outputs& out) {
            return distillation_loss(of.x, of.y, of.classes(), which, how, out);
          },
          from.how(nans)};
}

loss_plan r_drop_plan(options_reader from) {
  r_drop_options which;
  which.alpha = from.number();
  which.convention = r_drop_convention_of(from.word());
  which.label_smoothing = from.number();
  which.ignore_index = from.integer();
  const nan_policy nans = nan_policy_of(from.word());
  return {[which](const tensors& of, const loss_options& how, const outputs& out) {
            return r_drop_loss(of.x, of.y, of.classes(), which, how, out);
          },
          from.how(nans)};
}

loss_plan entropy_plan(options_reader from) {
  const row_content holds = row_content_of(from.word());
  const nan_policy nans = nan_policy_of(from.word());
  return {
      [](const tensors& of, const loss_options& how, const outputs& out) { return entropy_of_rows(of.x, how, out); },
      from.how(nans), holds};
}

loss_plan vae_kl_plan(options_reader from) {
  vae_options which;
  which.beta = from.number();
  which.free_bits = from.number();
  const nan_policy nans = nan_policy_of(from.word());
  return {[which](const tensors& of, const loss_options& how, const outputs& out) {
            return vae_kl_loss(of.x, of.y, which, how, out);
          },
          from.how(nans)};
}

loss_plan full_vae_kl_plan(options_reader from) {
  vae_options which;
  which.beta = from.number();
  which.free_bits = from.number();
  const nan_policy nans = nan_policy_of(from.word());
  return {[which](const tensors& of, const loss_options& how, const outputs& out) {
            class_rows factor = of.y;
            factor.classes = of.x.classes * of.x.classes;
            return full_vae_kl_loss(of.x, factor, covariance_form::factor, which, how, out);
          },
          from.how(nans)};
}

loss_plan bernoulli_kl_plan(options_reader from) {
  const row_content p_holds = row_content_of(from.word());
  const row_content q_holds = row_content_of(from.word());
  const nan_policy nans = nan_policy_of(from.word());
  return {[p_holds, q_holds](const tensors& of, const loss_options& how, const outputs& out) {
            class_rows p = of.x, q = of.y;
            p.holds = p_holds;
            q.holds = q_holds;
            return bernoulli_kl_loss(p, q, how, out.of_elements());
          },
          from.how(nans), answers::of_elements};
}

loss_plan info_nce_plan(options_reader from) {
  info_nce_options which;
  which.temperature = from.number();
  which.symmetric = from.flag();
  const nan_policy nans = nan_policy_of(from.word());
  return {[which](const tensors& of, const loss_options& how, const outputs& out) {
            return info_nce_loss(of.x, which, how, out);
          },
          from.how(nans)};
}

loss_plan kl_div_plan(options_reader from) {
  const bool log_target = from.flag();
  const nan_policy nans = nan_policy_of(from.word());
  return {[log_target](const tensors& of, const loss_options& how, const outputs& out) {
            return kl_div(of.x, of.y, log_target, how, out.of_elements());
          },
          from.how(nans), answers::of_elements};
}

loss_plan binary_cross_entropy_plan(options_reader from) {
  const nan_policy nans = nan_policy_of(from.word());
  return {[](const tensors& of, const loss_options& how, const outputs& out) {
            const binary_options which{of.class_weights(), tensors::run<double>(of.labels, of.x.classes)};
            return binary_cross_entropy_with_logits(of.x, of.y, which, how, out.of_elements());
          },
          from.how(nans), answers::of_elements};
}

loss_plan policy_kl_plan(options_reader from) {
  const policy_kl_estimator estimator = policy_kl_estimator_of(from.word());
  const nan_policy nans = nan_policy_of(from.word());
  return {[estimator](const tensors& of, const loss_options& how, const outputs& out) {
            loss_options unmasked = how;
            unmasked.mask = {};
            return policy_kl_loss(of.x, of.y, estimator, how.mask, unmasked, out.of_elements());
          },
          from.how(nans), answers::of_elements};
}

struct known_loss {
  const char* name;
  loss_plan (*make)(options_reader);
};
constexpr std::array losses{
    known_loss{"divergence_loss", &divergence_plan},
    known_loss{"class_cross_entropy", &class_cross_entropy_plan},
    known_loss{"soft_cross_entropy", &soft_cross_entropy_plan},
    known_loss{"distillation_loss", &distillation_plan},
    known_loss{"r_drop_loss", &r_drop_plan},
    known_loss{"entropy_of_rows", &entropy_plan},
    known_loss{"vae_kl_loss", &vae_kl_plan},
    known_loss{"full_vae_kl_loss", &full_vae_kl_plan},
    known_loss{"info_nce_loss", &info_nce_plan},
    known_loss{"kl_div", &kl_div_plan},
    known_loss{"binary_cross_entropy", &binary_cross_entropy_plan},
    known_loss{"policy_kl_loss", &policy_kl_plan},
    known_loss{"bernoulli_kl_loss", &bernoulli_kl_plan},
};

loss_plan make_plan(const std::string& name, const nb::tuple& options) {
  for (const known_loss& loss : losses) {
    if (name == loss.name) {
      return loss.make(options_reader(options));
    }
  }
  throw error(errc::unknown_name, "no loss " + name);
}

nb::list loss_names() {
  nb::list names;
  for (const known_loss& loss : losses) {
    names.append(loss.name);
  }
  return names;
}

}  // namespace

void bind_torch_losses(nb::module_& m) {
  nb::class_<loss_plan>(m, "_LossPlan").def("__call__", &loss_plan::operator());
  m.def("_loss_plan", &make_plan);
  m.def("_loss_names", &loss_names);
}

}  // namespace relent::python
