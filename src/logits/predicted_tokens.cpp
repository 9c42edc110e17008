#include "logits/predicted_tokens.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include <fmt/format.h>

#include "relent/core/error.hpp"

#include "logits/npy_array.hpp"

namespace relent::logits {
namespace {

template <class T>
std::vector<std::int64_t> widened(const std::string& bytes) {
  std::vector<T> stored(bytes.size() / sizeof(T));
  std::memcpy(stored.data(), bytes.data(), stored.size() * sizeof(T));
  // A whole number beyond 63 bits is no token: any that is refused will do.
  std::vector<std::int64_t> out(stored.size());
  std::ranges::transform(stored, out.begin(), [](T x) {
    return std::in_range<std::int64_t>(x) ? static_cast<std::int64_t>(x) : std::int64_t{1} << 62;
  });
  return out;
}

std::vector<std::int64_t> whole_numbers(const table::npy_header& header, const std::string& bytes) {
  const bool with_sign = header.kind == 'i';
  switch (header.item) {
    case 1:
      return with_sign ? widened<std::int8_t>(bytes) : widened<std::uint8_t>(bytes);
    case 2:
      return with_sign ? widened<std::int16_t>(bytes) : widened<std::uint16_t>(bytes);
    case 4:
      return with_sign ? widened<std::int32_t>(bytes) : widened<std::uint32_t>(bytes);
    default:
      return with_sign ? widened<std::int64_t>(bytes) : widened<std::uint64_t>(bytes);
  }
}

std::vector<std::int32_t> of_file(const std::string& path, std::int64_t rows, std::int64_t vocabulary) {
  const data_file file(path);
  const table::npy_header header = npy_array_of(file);
  if (header.kind != 'i' && header.kind != 'u') {
    throw error(errc::unsupported, fmt::format("--tokens {}: tokens are whole numbers, the file holds type {}{}", path,
                                               header.kind, header.item));
  }
  std::int64_t count = 1;
  for (const std::int64_t axis : header.shape) {
    count *= axis;
  }
  if (count != rows) {
    throw error(errc::shape_mismatch,
                fmt::format("--tokens {} holds {} tokens, the logits {} rows: it needs the token that "
                            "each row predicted",
                            path, count, rows));
  }
  const std::vector<std::int64_t> given = whole_numbers(header, file.text(header.start, count * header.item));
  std::vector<std::int32_t> out(given.size());
  for (std::size_t i = 0; i < given.size(); ++i) {
    if (given[i] >= vocabulary) {
      throw error(errc::out_of_range, fmt::format("--tokens {}: token {} = {}, must be below {}, the vocabulary's size",
                                                  path, i, given[i], vocabulary));
    }
    out[i] = given[i] < 0 ? -1 : static_cast<std::int32_t>(given[i]);
  }
  return out;
}

void check_same(const row_source& teacher, const row_source& student) {
  const logit_layout &a = teacher.layout(), &b = student.layout();
  if (a.context != b.context || a.chunks != b.chunks) {
    throw error(errc::shape_mismatch, fmt::format("{} has {} chunks of {} tokens, {} has {} of {}", a.about.path,
                                                  a.chunks, a.context, b.about.path, b.chunks, b.context));
  }
  const auto differ = std::ranges::mismatch(a.tokens, b.tokens);
  if (differ.in1 != a.tokens.end()) {
    const std::int64_t at = differ.in1 - a.tokens.begin();
    throw error(errc::shape_mismatch,
                fmt::format("the files are of different texts: chunk {}, token {} is {} in {} and {} in {}",
                            at / a.context, at % a.context, *differ.in1, a.about.path, *differ.in2, b.about.path));
  }
}

std::vector<std::int32_t> of_llama(const logit_layout& from) {
  std::vector<std::int32_t> out;
  out.reserve(static_cast<std::size_t>(from.rows));
  for (std::int64_t chunk = 0; chunk < from.chunks; ++chunk) {
    const auto first = from.tokens.begin() + chunk * from.context + from.first_predicted();
    out.insert(out.end(), first, first + from.chunk_rows());
  }
  return out;
}

}  // namespace

std::vector<std::int32_t> predicted_tokens(const std::string& file, const row_source& teacher,
                                           const row_source& student) {
  const bool teacher_knows = teacher.layout().context > 0, student_knows = student.layout().context > 0;
  if (!file.empty() && (teacher_knows || student_knows)) {
    throw error(errc::unsupported, fmt::format("--tokens {}: {} holds the tokens itself", file,
                                               (teacher_knows ? teacher : student).layout().about.path));
  }
  if (teacher_knows && student_knows) {
    check_same(teacher, student);
  }
  return teacher_knows   ? of_llama(teacher.layout())
         : student_knows ? of_llama(student.layout())
         : file.empty()  ? std::vector<std::int32_t>()
                         : of_file(file, teacher.rows(), teacher.layout().vocabulary);
}

}  // namespace relent::logits
