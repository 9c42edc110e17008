#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include <arrow/io/file.h>
#include <arrow/ipc/reader.h>
#include <arrow/record_batch.h>
#include <arrow/type.h>

#include "table_files/arrow_result.hpp"
#include "table_files/file_source.hpp"

namespace relent::table {
namespace {

// The batches of an Arrow IPC file or stream. Arrow trusts what a file says of its own arrays: each batch is
// validated, so that what is decoded lies inside its buffers.
class validated_batches final : public arrow::RecordBatchReader {
 public:
  using file_reader = std::shared_ptr<arrow::ipc::RecordBatchFileReader>;
  using stream_reader = std::shared_ptr<arrow::ipc::RecordBatchStreamReader>;

  validated_batches(std::shared_ptr<arrow::Schema> schema, file_reader file, stream_reader stream)
      : schema_(std::move(schema)), file_(std::move(file)), stream_(std::move(stream)) {}

  [[nodiscard]] std::shared_ptr<arrow::Schema> schema() const override { return schema_; }

  arrow::Status ReadNext(std::shared_ptr<arrow::RecordBatch>* batch) override {
    *batch = nullptr;
    if (file_ == nullptr) {
      ARROW_RETURN_NOT_OK(stream_->ReadNext(batch));
    } else if (next_ < file_->num_record_batches()) {
      ARROW_ASSIGN_OR_RAISE(*batch, file_->ReadRecordBatch(next_++));
    }
    return *batch == nullptr ? arrow::Status::OK() : (*batch)->Validate();
  }

 private:
  std::shared_ptr<arrow::Schema> schema_;
  file_reader file_;
  stream_reader stream_;
  int next_ = 0;
};

class ipc_file final : public file_source {
 public:
  ipc_file(std::string path, bool stream_format, read_options how)
      : file_source(std::move(path), std::move(how)), stream_format_(stream_format) {
    const auto options = arrow::ipc::IpcReadOptions::Defaults();
    const auto file = open_map();
    set_fields(*(stream_format_
                     ? take(this->path(), arrow::ipc::RecordBatchStreamReader::Open(file, options))->schema()
                     : take(this->path(), arrow::ipc::RecordBatchFileReader::Open(file, options))->schema()));
  }

 protected:
  [[nodiscard]] std::shared_ptr<arrow::RecordBatchReader> read(std::span<const std::size_t> columns) const override {
    auto options = arrow::ipc::IpcReadOptions::Defaults();
    // A file may place its arrays anywhere; numbers are read where they may stand. Aligned arrays are not copied.
    options.ensure_alignment = arrow::ipc::Alignment::kDataTypeSpecificAlignment;
    for (const std::size_t column : columns) {
      options.included_fields.push_back(static_cast<int>(column));
    }
    if (stream_format_) {
      auto stream = take(path(), arrow::ipc::RecordBatchStreamReader::Open(open_map(), options));
      return std::make_shared<validated_batches>(stream->schema(), nullptr, stream);
    }
    auto file = take(path(), arrow::ipc::RecordBatchFileReader::Open(open_map(), options));
    return std::make_shared<validated_batches>(file->schema(), file, nullptr);
  }

 private:
  [[nodiscard]] std::shared_ptr<arrow::io::MemoryMappedFile> open_map() const {
    return take(path(), arrow::io::MemoryMappedFile::Open(path(), arrow::io::FileMode::READ));
  }

  bool stream_format_;
};

}  // namespace

std::unique_ptr<source> open_ipc(const std::string& path, bool stream_format, const read_options& how) {
  return std::make_unique<ipc_file>(path, stream_format, how);
}

}  // namespace relent::table
