#include "relent/core/sobol.hpp"

#include <utility>

#include <boost/random/sobol.hpp>

namespace relent {
namespace {

/// A number in (0, 1) from 64 bits.
double open_unit(std::uint64_t bits) { return (static_cast<double>(bits >> 11U) + 0.5) * 0x1p-53; }

}  // namespace

struct shifted_sobol::engine {
  boost::random::sobol_engine<std::uint_least64_t, 64> words;
};

shifted_sobol::shifted_sobol(std::vector<std::uint64_t> shifts)
    : engine_(new engine{boost::random::sobol_engine<std::uint_least64_t, 64>(shifts.size())}),
      shifts_(std::move(shifts)) {}

shifted_sobol::shifted_sobol(shifted_sobol&&) noexcept = default;
shifted_sobol& shifted_sobol::operator=(shifted_sobol&&) noexcept = default;
shifted_sobol::~shifted_sobol() = default;

void shifted_sobol::next(std::span<double> u) {
  for (std::size_t i = 0; i < shifts_.size(); ++i) {
    u[i] = open_unit(engine_->words() ^ shifts_[i]);
  }
}

}  // namespace relent
