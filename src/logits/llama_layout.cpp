// What llama-perplexity writes with --kl-divergence-base: the magic, then n_ctx, n_vocab and n_chunk, then the tokens
// of all chunks, all of them 32-bit; then for each chunk a row for every prediction of its second half. A row is two
// floats and a 16-bit number a token, filled up to an even number of them.
#include <algorithm>
#include <array>
#include <span>

#include <fmt/format.h>

#include "relent/core/error.hpp"

#include "logits/logit_layout.hpp"

namespace relent::logits {
namespace {

constexpr std::int64_t fixed_bytes = 20, least_context = 3, most_vocabulary = std::int64_t{1} << 27;

error corrupt(const data_file& file, const std::string& what) {
  return {errc::corrupt, fmt::format("{} {}", file.path(), what)};
}

void check_numbers(const data_file& file, const logit_layout& said) {
  const auto check = [&](const char* what, std::int64_t value, std::int64_t least, std::int64_t most) {
    if (value < least || value > most) {
      throw corrupt(file,
                    fmt::format("has a damaged header: {} = {}, must be from {} to {}", what, value, least, most));
    }
  };
  constexpr std::int64_t most = std::int64_t{1} << 27;  // so that no product below overflows
  check("n_ctx", said.context, least_context, most);
  check("n_vocab", said.vocabulary, 1, most_vocabulary);
  check("n_chunk", said.chunks, 1, most);
}

void check_size(const data_file& file, const logit_layout& said) {
  const std::int64_t chunk_bytes = said.chunk_rows() * said.row_bytes, there = file.size() - said.start;
  if (there < 0) {
    throw corrupt(file, fmt::format("is cut short: {} chunks of {} tokens end at byte {}, the file at byte {}",
                                    said.chunks, said.context, said.start, file.size()));
  }
  if (there / said.chunks < chunk_bytes) {
    throw corrupt(file, fmt::format("is cut short: it has {} of {} chunks of {} rows of {} bytes", there / chunk_bytes,
                                    said.chunks, said.chunk_rows(), said.row_bytes));
  }
  if (there > said.chunks * chunk_bytes) {
    throw corrupt(file, fmt::format("holds {} bytes more than the {} chunks that its header tells of",
                                    there - said.chunks * chunk_bytes, said.chunks));
  }
}

void check_tokens(const data_file& file, const logit_layout& said) {
  const auto outside = std::ranges::find_if(said.tokens, [&](std::int32_t t) { return t < 0 || t >= said.vocabulary; });
  if (outside != said.tokens.end()) {
    const std::int64_t at = outside - said.tokens.begin();
    throw corrupt(file, fmt::format("chunk {}, token {} is {}, outside of the vocabulary of {}", at / said.context,
                                    at % said.context, *outside, said.vocabulary));
  }
}

}  // namespace

logit_layout llama_layout(const data_file& file) {
  if (file.size() < fixed_bytes) {
    throw corrupt(file, fmt::format("is cut short: a llama.cpp logits file begins with {} bytes, it has {}",
                                    fixed_bytes, file.size()));
  }
  std::array<std::int32_t, 3> numbers{};
  file.read(std::ssize(llama_magic), std::as_writable_bytes(std::span(numbers)));
  logit_layout out;
  out.about.path = file.path();
  out.about.format = "llama.cpp";
  out.about.type = name(element::coded);
  out.stored = element::coded;
  out.context = numbers[0];
  out.vocabulary = numbers[1];
  out.chunks = numbers[2];
  check_numbers(file, out);
  const std::int64_t tokens = out.chunks * out.context;
  out.start = fixed_bytes + 4 * tokens;
  out.rows = out.chunks * out.chunk_rows();
  out.row_bytes = 8 + 4 * ((out.vocabulary + 1) / 2);
  out.about.shape = {out.chunks, out.chunk_rows(), out.vocabulary};
  check_size(file, out);
  out.tokens.resize(static_cast<std::size_t>(tokens));
  file.read(fixed_bytes, std::as_writable_bytes(std::span(out.tokens)));
  check_tokens(file, out);
  return out;
}

}  // namespace relent::logits
