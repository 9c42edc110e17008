// Vectors of the half types: widened to f32 as they are read, rounded as they are written. f32 and f64 under the same
// names, as they are.
#if defined(RELENT_KERNEL_HALF) == defined(HWY_TARGET_TOGGLE)
#ifdef RELENT_KERNEL_HALF
#undef RELENT_KERNEL_HALF
#else
#define RELENT_KERNEL_HALF
#endif

#include <algorithm>
#include <cstdint>
#include <type_traits>

#include <hwy/highway.h>

#include "kernel/half.hpp"
#include "kernel/vector_math-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace relent::kernel::HWY_NAMESPACE {

/// The tag of as many elements as they lie in memory: of a half type as their bits.
template <class E>
using stored_lane = std::conditional_t<sizeof(E) == 2, std::uint16_t, E>;
template <class D, class E>
using stored_tag = hn::Rebind<stored_lane<E>, D>;

template <class E>
HWY_INLINE const stored_lane<E>* StoredAt(const E* x) {
  if constexpr (sizeof(E) == 2) {
    return &x->bits;
  } else {
    return x;
  }
}
template <class E>
HWY_INLINE stored_lane<E>* StoredAt(E* x) {
  if constexpr (sizeof(E) == 2) {
    return &x->bits;
  } else {
    return x;
  }
}

/// Stored elements of type E as numbers of D's type.
template <class E, class D, class S>
HWY_INLINE vec<D> Widened(D d, S stored) {
  if constexpr (std::is_same_v<E, hn::TFromD<D>>) {
    return stored;
  } else {
    const hn::RebindToUnsigned<D> words;
    const auto bits = hn::PromoteTo(words, stored);
    if constexpr (std::is_same_v<E, brain_element>) {
      return hn::BitCast(d, hn::ShiftLeft<16>(bits));
    } else {  // as float_of_half
      const auto magnitude = hn::And(bits, hn::Set(words, 0x7fffU));
      const auto sign = hn::ShiftLeft<16>(hn::Sub(bits, magnitude));
      const auto special = hn::VecFromMask(words, hn::Gt(magnitude, hn::Set(words, 0x7bffU)));
      const auto scaled = hn::Mul(hn::BitCast(d, hn::ShiftLeft<13>(magnitude)), hn::Set(d, 0x1p112F));
      const auto all = hn::Or(hn::Or(hn::BitCast(words, scaled), sign), hn::And(special, hn::Set(words, 0x7f800000U)));
      return hn::BitCast(d, all);
    }
  }
}

/// The upper halves of the words, rounded to nearest even; below them are bits that mean nothing.
template <class D>
HWY_INLINE auto RoundedToBrain(D /*d*/, vec<D> v) {
  const hn::RebindToUnsigned<D> words;
  const auto bits = hn::BitCast(words, v);
  const auto odd = hn::And(hn::ShiftRight<16>(bits), hn::Set(words, 1U));
  const auto rounded = hn::Add(bits, hn::Add(odd, hn::Set(words, 0x7fffU)));
  return hn::IfThenElse(hn::RebindMask(words, hn::Ne(v, v)), hn::Set(words, 0x7fc00000U), rounded);
}

/// Numbers as they are stored, rounded to nearest even; as to_brain and to_half.
template <class E, class D>
HWY_INLINE auto Stored(D d, vec<D> v) {
  if constexpr (std::is_same_v<E, hn::TFromD<D>>) {
    return v;
  } else {
    const hn::RebindToUnsigned<D> words;
    const hn::RebindToSigned<D> signed_words;
    const auto bits = hn::BitCast(words, v);
    auto out = bits;
    if constexpr (std::is_same_v<E, brain_element>) {
      out = hn::ShiftRight<16>(RoundedToBrain(d, v));
    } else {
      const auto magnitude = hn::And(bits, hn::Set(words, 0x7fffffffU));
      const auto sign = hn::ShiftRight<16>(hn::Sub(bits, magnitude));
      const auto odd = hn::And(hn::ShiftRight<13>(magnitude), hn::Set(words, 1U));
      const auto shifted =
          hn::Add(hn::Sub(magnitude, hn::Set(words, 0x38000000U)), hn::Add(odd, hn::Set(words, 0xfffU)));
      const auto normal = hn::Min(hn::ShiftRight<13>(shifted), hn::Set(words, 0x7c00U));
      const auto sum = hn::Add(hn::BitCast(d, magnitude), hn::Set(d, 0.5F));
      const auto small = hn::Sub(hn::BitCast(words, sum), hn::Set(words, 0x3f000000U));
      const auto finite = hn::IfThenElse(hn::Lt(magnitude, hn::Set(words, 0x38800000U)), small, normal);
      const auto nan = hn::Gt(magnitude, hn::Set(words, 0x7f800000U));
      out = hn::Or(sign, hn::IfThenElse(nan, hn::Set(words, 0x7e00U), finite));
    }
    return hn::DemoteTo(stored_tag<D, E>(), hn::BitCast(signed_words, out));
  }
}

template <class D, class E>
HWY_INLINE vec<D> LoadWide(D d, const E* x) {
  return Widened<E>(d, hn::LoadU(stored_tag<D, E>(), StoredAt(x)));
}

template <class D, class E>
HWY_INLINE void StoreNarrow(vec<D> v, D d, E* out) {
  hn::StoreU(Stored<E>(d, v), stored_tag<D, E>(), StoredAt(out));
}

/// The first `count` < N, and `fill` behind them.
template <class D, class E>
HWY_INLINE vec<D> LoadFirst(D d, const E* x, std::int64_t count, hn::TFromD<D> fill) {
  const stored_tag<D, E> stored;
#if HWY_MEM_OPS_MIGHT_FAULT
  HWY_ALIGN stored_lane<E> buffer[HWY_MAX_BYTES / sizeof(hn::TFromD<D>)] = {};
  std::copy_n(StoredAt(x), count, buffer);
  const auto lanes = hn::Load(stored, buffer);
#else
  const auto lanes = hn::MaskedLoad(hn::FirstN(stored, static_cast<std::size_t>(count)), stored, StoredAt(x));
#endif
  return hn::IfThenElse(hn::FirstN(d, static_cast<std::size_t>(count)), Widened<E>(d, lanes), hn::Set(d, fill));
}

/// Writes the first `count` < N.
template <class D, class E>
HWY_INLINE void StoreFirst(vec<D> v, D d, E* out, std::int64_t count) {
  const stored_tag<D, E> stored;
#if HWY_MEM_OPS_MIGHT_FAULT
  HWY_ALIGN stored_lane<E> buffer[HWY_MAX_BYTES / sizeof(hn::TFromD<D>)];
  hn::Store(Stored<E>(d, v), stored, buffer);
  std::copy_n(buffer, count, StoredAt(out));
#else
  hn::BlendedStore(Stored<E>(d, v), hn::FirstN(stored, static_cast<std::size_t>(count)), stored, StoredAt(out));
#endif
}

/// Whether two vectors of E are read and written at once, the elements of even places first: then neither is unpacked.
template <class E>
inline constexpr bool in_twos = std::is_same_v<E, brain_element>&& HWY_TARGET != HWY_SCALAR;

/// Two vectors of elements, in an order that LoadTwo and StoreTwo have in common.
template <class D, class E>
HWY_INLINE void LoadTwo(D d, const E* x, vec<D>& first, vec<D>& second) {
  if constexpr (in_twos<E>) {
    const hn::Repartition<std::uint16_t, D> shorts;
    const hn::RebindToUnsigned<D> words;
    const auto bits = hn::BitCast(words, hn::LoadU(shorts, StoredAt(x)));
    first = hn::BitCast(d, hn::ShiftLeft<16>(bits));
    second = hn::BitCast(d, hn::And(bits, hn::Set(words, 0xffff0000U)));
  } else {
    first = LoadWide(d, x);
    second = LoadWide(d, x + hn::Lanes(d));
  }
}

/// kStream: past the caches; `out` is aligned to as many elements.
template <bool kStream, class D, class E>
HWY_INLINE void StoreTwo(vec<D> first, vec<D> second, D d, E* out) {
  if constexpr (in_twos<E>) {
    const hn::Repartition<std::uint16_t, D> shorts;
    const hn::RebindToUnsigned<D> words;
    const auto high = hn::Set(words, 0xffff0000U);
    const auto bits = hn::BitCast(
        shorts, hn::Or(hn::ShiftRight<16>(RoundedToBrain(d, first)), hn::And(RoundedToBrain(d, second), high)));
    if constexpr (kStream) {
      hn::Stream(bits, shorts, StoredAt(out));
    } else {
      hn::StoreU(bits, shorts, StoredAt(out));
    }
  } else if constexpr (kStream) {
    hn::Stream(Stored<E>(d, first), stored_tag<D, E>(), StoredAt(out));
    hn::Stream(Stored<E>(d, second), stored_tag<D, E>(), StoredAt(out + hn::Lanes(d)));
  } else {
    StoreNarrow(first, d, out);
    StoreNarrow(second, d, out + hn::Lanes(d));
  }
}

/// Where LoadTwo, over n elements as long as there are two vectors, puts element i.
template <class E, class D>
HWY_INLINE std::int64_t PlaceInTwos([[maybe_unused]] D d, std::int64_t n, std::int64_t i) {
  const auto step = static_cast<std::int64_t>(hn::Lanes(d));
  const std::int64_t within = i % (2 * step);
  return !in_twos<E> || i >= n - n % (2 * step) ? i : i - within + within % 2 * step + within / 2;
}

}  // namespace relent::kernel::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // toggle
