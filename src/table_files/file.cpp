#include "relent/table/file.hpp"

#include <cstdint>
#include <limits>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "relent/core/error.hpp"
#include "relent/core/words.hpp"
#include "relent/table/read_operand.hpp"

#include "table/validity.hpp"
#include "table_files/file_kind.hpp"
#include "table_files/file_source.hpp"

namespace relent {
namespace {

// The only column of a file, for an operand that names none.
std::string only_column(const source& file) {
  const auto& fields = file.fields();
  if (fields.size() == 1) {
    return fields.front().name;
  }
  constexpr std::size_t shown = 12;
  std::string names;
  for (std::size_t i = 0; i < fields.size() && i < shown; ++i) {
    names += (i == 0 ? "" : ", ") + fields[i].name;
  }
  throw error(errc::syntax,
              fmt::format("{} has {} columns: which one? write {}:{} (columns: {}{})", file.name(), fields.size(),
                          file.name(), fields.empty() ? "column" : fields.front().name, names,
                          fields.size() > shown ? fmt::format(" and {} more", fields.size() - shown) : ""));
}

// A table of numbers in a .npy file is a joint distribution; the masses' own check refuses what is missing.
operand whole_table(const source& file) {
  masses joint;
  const std::size_t width = file.fields().size();
  joint.shape = {file.rows().value_or(0), static_cast<std::int64_t>(width)};
  joint.values.assign(static_cast<std::size_t>(joint.shape[0]) * width, std::numeric_limits<double>::quiet_NaN());
  std::vector<std::size_t> columns(width);
  std::iota(columns.begin(), columns.end(), std::size_t{0});
  const auto stream = file.open(columns);
  std::size_t first = 0;
  while (const auto batch = stream->next()) {
    for (std::size_t column = 0; column < width; ++column) {
      const numeric_chunk chunk = batch->numbers(column);
      const table::validity present{chunk.valid, chunk.valid_offset, chunk.missing};
      for (std::size_t i = 0; i < chunk.values.size(); ++i) {
        if (present.has(static_cast<std::int64_t>(i))) {
          joint.values[(first + i) * width + column] = chunk.values[i];
        }
      }
    }
    first += static_cast<std::size_t>(batch->rows());
  }
  return {file.name(), std::move(joint)};
}

}  // namespace

std::unique_ptr<source> open_file(const std::string& path, const read_options& how) {
  const table::recognised_file file = table::recognise(path);
  switch (file.kind) {
    case table::file_kind::parquet:
      return table::open_parquet(path, how);
    case table::file_kind::ipc_file:
      return table::open_ipc(path, false, how);
    case table::file_kind::ipc_stream:
      return table::open_ipc(path, true, how);
    case table::file_kind::npy:
      return table::open_npy(path, how);
    case table::file_kind::gzipped_csv:
      return table::open_csv(path, file.bytes, true, how);
    case table::file_kind::csv:
      break;
  }
  return table::open_csv(path, file.bytes, false, how);
}

operand load_column(const std::string& path, const std::string& column, const read_options& how) {
  const auto file = open_file(path, how);
  const bool is_table = file->fields().size() > 1 || (file->fields().size() == 1 && file->fields()[0].name == "0");
  if (column.empty() && is_table && table::recognise(path).kind == table::file_kind::npy) {
    return whole_table(*file);
  }
  const std::string chosen = column.empty() ? only_column(*file) : column;
  return read_operand(*file, chosen, column.empty() ? path : fmt::format("{}:{}", path, column), how.weights);
}

}  // namespace relent
