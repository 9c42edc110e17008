#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string_view>

namespace relent {

template <std::size_t N>
struct literal {
  char text[N];
  // NOLINTNEXTLINE: implicit on purpose, so that a string literal is a template argument.
  constexpr literal(const char (&from)[N]) { std::copy_n(from, N, text); }
  constexpr operator std::string_view() const { return {text, N - 1}; }  // NOLINT
};

/// Aliases of a list's entry, written where they are used: also<"kl", "kld">.
template <literal... names>
inline constexpr std::array<std::string_view, sizeof...(names)> also{names...};
inline constexpr std::span<const std::string_view> no_alias{};

}  // namespace relent
