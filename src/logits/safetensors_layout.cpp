// A .safetensors file: the header's length as a 64-bit number, the header in JSON (name -> dtype, shape, data_offsets),
// then the data, which the tensors cover.
#include <algorithm>
#include <bit>
#include <limits>
#include <optional>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "relent/core/error.hpp"
#include "relent/core/words.hpp"

#include "logits/logit_layout.hpp"

namespace relent::logits {
namespace {

using json = nlohmann::json;

constexpr std::int64_t length_bytes = 8, longest_header = 100'000'000;  // the format's own bound
constexpr std::size_t most_shown = 8;

error corrupt(const data_file& file, const std::string& what) {
  return {errc::corrupt, fmt::format("{} {}", file.path(), what)};
}

json header_of(const data_file& file, std::int64_t& data_start) {
  std::uint64_t length = 0;
  file.read(0, std::as_writable_bytes(std::span(&length, 1)));
  if (length > static_cast<std::uint64_t>(longest_header) ||
      length > static_cast<std::uint64_t>(file.size() - length_bytes)) {
    throw corrupt(file,
                  fmt::format("is cut short or no .safetensors file: its header should have {} bytes, the file has {}",
                              length, file.size()));
  }
  data_start = length_bytes + static_cast<std::int64_t>(length);
  json header = json::parse(file.text(length_bytes, static_cast<std::int64_t>(length)), nullptr, false);
  if (!header.is_object()) {
    throw corrupt(file, "has a damaged header: it is no JSON object");
  }
  header.erase("__metadata__");
  return header;
}

std::string names_of(const json& header) {
  std::string out;
  std::size_t shown = 0;
  for (const auto& [name, about] : header.items()) {
    if (shown++ == most_shown) {
      return out + fmt::format(" and {} more", header.size() - most_shown);
    }
    out += (out.empty() ? "" : ", ") + relent::quoted(name);
  }
  return out;
}

std::string choose(const data_file& file, const json& header, const std::string& wanted) {
  if (header.empty()) {
    throw error(errc::empty, fmt::format("{} holds no tensor", file.path()));
  }
  if (wanted.empty() && header.size() == 1) {
    return header.begin().key();
  }
  if (wanted.empty()) {
    throw error(errc::unknown_name,
                fmt::format("{} holds several tensors: name one, as in {}:{}; they are {}", file.path(), file.path(),
                            relent::quoted(header.begin().key()), names_of(header)));
  }
  if (!header.contains(wanted)) {
    throw error(errc::unknown_name,
                fmt::format("no tensor {} in {}; it holds {}", relent::quoted(wanted), file.path(), names_of(header)));
  }
  return wanted;
}

/// A list of whole numbers that are not negative; nothing where it is none.
std::optional<std::vector<std::int64_t>> whole_numbers(const json& about, const char* key) {
  const auto found = about.find(key);
  if (found == about.end() || !found->is_array()) {
    return std::nullopt;
  }
  std::vector<std::int64_t> out;
  for (const json& one : *found) {
    if (!one.is_number_unsigned() || one.get<std::uint64_t>() > std::numeric_limits<std::int64_t>::max()) {
      return std::nullopt;
    }
    out.push_back(one.get<std::int64_t>());
  }
  return out;
}

element stored_as(const data_file& file, const std::string& name, const std::string& dtype) {
  constexpr std::pair<std::string_view, element> known[]{
      {"F64", element::f64}, {"F32", element::f32}, {"F16", element::f16}, {"BF16", element::bf16}};
  const auto* found = std::ranges::find(known, dtype, &std::pair<std::string_view, element>::first);
  if (found == std::end(known)) {
    throw error(errc::unsupported, fmt::format("{}: tensor {} holds {}: logits are F64, F32, F16 or BF16", file.path(),
                                               relent::quoted(name), relent::quoted(dtype)));
  }
  return found->second;
}

/// The bytes that a shape takes, nothing where that is more than 63 bits.
std::optional<std::int64_t> size_of(const std::vector<std::int64_t>& shape, std::int64_t item) {
  std::int64_t bytes = item;
  for (const std::int64_t axis : shape) {
    if (axis != 0 && bytes > std::numeric_limits<std::int64_t>::max() / axis) {
      return std::nullopt;
    }
    bytes *= axis;
  }
  return bytes;
}

}  // namespace

logit_layout safetensors_layout(const data_file& file, const std::string& tensor) {
  std::int64_t data_start = 0;
  const json header = header_of(file, data_start);
  const std::string name = choose(file, header, tensor);
  const json& about = header[name];
  const auto shape = whole_numbers(about, "shape"), offsets = whole_numbers(about, "data_offsets");
  if (!about.is_object() || !shape || !offsets || offsets->size() != 2 || !about.contains("dtype") ||
      !about["dtype"].is_string()) {
    throw corrupt(file, fmt::format("has a damaged header: tensor {} lacks its dtype, shape or data_offsets",
                                    relent::quoted(name)));
  }
  logit_layout out;
  out.about.path = file.path();
  out.about.format = "safetensors";
  out.about.tensor = name;
  out.stored = stored_as(file, name, about["dtype"]);
  const auto bytes = size_of(*shape, bytes_of(out.stored));
  const std::int64_t from = (*offsets)[0], to = (*offsets)[1];
  if (!bytes || to < from || to - from != *bytes) {
    throw corrupt(file, fmt::format("has a damaged header: tensor {} is {} elements of {} bytes in {} bytes",
                                    relent::quoted(name), fmt::join(*shape, " x "), bytes_of(out.stored),
                                    to < from ? 0 : to - from));
  }
  if (to > file.size() - data_start) {
    throw corrupt(file, fmt::format("is cut short: tensor {} ends at byte {} of the data, which has {}",
                                    relent::quoted(name), to, file.size() - data_start));
  }
  out.start = data_start + from;
  take_shape(out, *shape);
  return out;
}

}  // namespace relent::logits
