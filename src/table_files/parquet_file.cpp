#include <algorithm>
#include <array>
#include <memory>
#include <utility>
#include <vector>

#include <arrow/io/file.h>
#include <arrow/type.h>
#include <fmt/format.h>
#include <parquet/arrow/reader.h>
#include <parquet/arrow/schema.h>
#include <parquet/exception.h>
#include <parquet/file_reader.h>
#include <parquet/metadata.h>
#include <parquet/properties.h>

#include "relent/core/words.hpp"

#include "table_files/arrow_result.hpp"
#include "table_files/file_source.hpp"

namespace relent::table {
namespace {

constexpr std::int64_t rows_a_batch = std::int64_t{1} << 17;
// Each column is read through a window of this size, so that a row group need not fit in memory.
constexpr std::int64_t window_bytes = std::int64_t{1} << 20;
// A dictionary larger than this is delivered with every batch, and costs more than the words it saves.
constexpr std::int64_t largest_dictionary = std::int64_t{1} << 20;

parquet::ReaderProperties file_properties() {
  parquet::ReaderProperties properties = parquet::default_reader_properties();
  properties.enable_buffered_stream();
  properties.set_buffer_size(window_bytes);
  properties.set_page_checksum_verification(true);
  return properties;
}

/// What `read` gives. Parquet's own functions throw where a file is damaged, those of Arrow return a status: both
/// become our error, with the file's name.
template <class F>
auto in_our_words(const std::string& path, const F& read) {
  try {
    return read();
  } catch (const parquet::ParquetException& fault) {
    throw error(errc::corrupt, fmt::format("{}: {}", path, fault.what()));
  }
}

bool is_dictionary(parquet::Encoding::type encoding) {
  return encoding == parquet::Encoding::RLE_DICTIONARY || encoding == parquet::Encoding::PLAIN_DICTIONARY;
}

// A writer that finds too many different words goes on without the dictionary.
bool has_only_dictionary_pages(const parquet::ColumnChunkMetaData& chunk) {
  return std::ranges::all_of(chunk.encoding_stats(), [](const parquet::PageEncodingStats& stats) {
    return stats.page_type == parquet::PageType::DICTIONARY_PAGE || is_dictionary(stats.encoding);
  });
}

// Text whose every chunk has a small dictionary is read as dictionary: its words are counted by code.
bool has_small_dictionary(const parquet::FileMetaData& meta, int leaf) {
  for (int group = 0; group < meta.num_row_groups(); ++group) {
    const auto chunk = meta.RowGroup(group)->ColumnChunk(leaf);
    const std::int64_t size = chunk->data_page_offset() - chunk->dictionary_page_offset();
    if (!chunk->has_dictionary_page() || size < 0 || size > largest_dictionary || !has_only_dictionary_pages(*chunk)) {
      return false;
    }
  }
  return meta.num_row_groups() > 0;
}

void add_leaves(const parquet::arrow::SchemaField& field, std::vector<int>& leaves) {
  if (field.column_index >= 0) {
    leaves.push_back(field.column_index);
  }
  for (const parquet::arrow::SchemaField& child : field.children) {
    add_leaves(child, leaves);
  }
}

class parquet_file final : public file_source {
 public:
  parquet_file(std::string path, read_options how) : file_source(std::move(path), std::move(how)) {
    const auto reader = open_reader(parquet::ArrowReaderProperties(false));
    metadata_ = reader->parquet_reader()->metadata();
    std::shared_ptr<arrow::Schema> schema;
    check(this->path(), reader->GetSchema(&schema));
    set_fields(*schema);
    for (const parquet::arrow::SchemaField& top : reader->manifest().schema_fields) {
      add_leaves(top, leaves_.emplace_back());
      const auto id = top.field->type()->id();
      if (top.column_index >= 0 && (id == arrow::Type::STRING || id == arrow::Type::LARGE_STRING) &&
          has_small_dictionary(*metadata_, top.column_index)) {
        dictionary_leaves_.push_back(top.column_index);
      }
    }
  }

  [[nodiscard]] std::optional<std::int64_t> rows() const override { return metadata_->num_rows(); }

  // Arrow does not say which column a broken page belongs to: read them one by one.
  [[nodiscard]] error explain(const error& fault, std::span<const std::size_t> columns) const override {
    if (fault.code() != errc::corrupt) {
      return fault;
    }
    for (const std::size_t column : columns) {
      try {
        const auto reader = read(std::array{column});
        std::shared_ptr<arrow::RecordBatch> batch;
        do {
          check(path(), reader->ReadNext(&batch));
        } while (batch != nullptr);
      } catch (const error& its) {
        const std::string said =
            its.message().starts_with(path() + ": ") ? its.message().substr(path().size() + 2) : its.message();
        return {its.code(), fmt::format("{} column {} is damaged: {}", path(), quoted(fields()[column].name), said)};
      }
    }
    return fault;
  }

 protected:
  [[nodiscard]] std::shared_ptr<arrow::RecordBatchReader> read(std::span<const std::size_t> columns) const override {
    parquet::ArrowReaderProperties properties(true);
    properties.set_batch_size(rows_a_batch);
    properties.set_pre_buffer(false);
    for (const int leaf : dictionary_leaves_) {
      properties.set_read_dictionary(leaf, true);
    }
    std::vector<int> leaves;
    for (const std::size_t column : columns) {
      leaves.insert(leaves.end(), leaves_[column].begin(), leaves_[column].end());
    }
    std::vector<int> groups(static_cast<std::size_t>(metadata_->num_row_groups()));
    for (std::size_t i = 0; i < groups.size(); ++i) {
      groups[i] = static_cast<int>(i);
    }
    // The batches' reader does not keep the file's: hold both.
    struct kept {
      std::shared_ptr<parquet::arrow::FileReader> file;
      std::shared_ptr<arrow::RecordBatchReader> batches;
    };
    auto held = std::make_shared<kept>();
    in_our_words(path(), [&] {
      held->file = open_reader(properties);
      held->batches = take(path(), held->file->GetRecordBatchReader(groups, leaves));
    });
    return {held, held->batches.get()};
  }

 private:
  [[nodiscard]] std::shared_ptr<parquet::arrow::FileReader> open_reader(
      const parquet::ArrowReaderProperties& properties) const {
    parquet::arrow::FileReaderBuilder builder;
    check(path(), builder.Open(take(path(), arrow::io::ReadableFile::Open(path())), file_properties(), metadata_));
    return take(path(), builder.properties(properties)->Build());
  }

  std::shared_ptr<parquet::FileMetaData> metadata_;
  std::vector<std::vector<int>> leaves_;  ///< of each column: one, or several of a nested column
  std::vector<int> dictionary_leaves_;
};

}  // namespace

std::unique_ptr<source> open_parquet(const std::string& path, const read_options& how) {
  return in_our_words(path, [&] { return std::make_unique<parquet_file>(path, how); });
}

}  // namespace relent::table
