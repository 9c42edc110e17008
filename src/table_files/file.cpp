#include "relent/table/file.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "relent/core/error.hpp"
#include "relent/core/words.hpp"
#include "relent/table/read_operand.hpp"

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

// A table of numbers in a .npy file: masses of a joint distribution where they can be that, else a joint sample, one
// observation a row.
operand whole_table(const source& file) {
  std::vector<std::size_t> columns(file.fields().size());
  std::iota(columns.begin(), columns.end(), std::size_t{0});
  joint_samples rows = read_joint(file, columns);
  constexpr double tolerance = 1e-6;  // what is further from 1 is no rounding; the masses' own check is stricter
  const std::vector<double>& values = rows.rows.values;
  const double sum = std::accumulate(values.begin(), values.end(), 0.0);
  const bool are_masses = rows.missing == 0 && std::abs(sum - 1) < tolerance &&
                          std::ranges::all_of(values, [](double v) { return v >= 0; });
  if (!are_masses) {
    return {file.name(), std::move(rows)};
  }
  const std::vector<std::int64_t> shape{static_cast<std::int64_t>(rows.rows.rows),
                                        static_cast<std::int64_t>(rows.rows.columns)};
  return {file.name(), masses{std::move(rows.rows.values), shape, {}}};
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
