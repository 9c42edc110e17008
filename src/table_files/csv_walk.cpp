#include "table_files/csv_walk.hpp"

#include <iterator>
#include <string_view>
#include <utility>

#include "table_files/arrow_result.hpp"

namespace relent::table {
namespace {

constexpr int end_of_file = -1;
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr std::int64_t block_bytes = std::int64_t{1} << 18;

}  // namespace

csv_walk::csv_walk(std::string path, std::shared_ptr<arrow::io::InputStream> text, char delimiter)
    : path_(std::move(path)), text_(std::move(text)), delimiter_(delimiter) {
  if (peek() != end_of_file && std::string_view(*block_).starts_with(byte_order_mark)) {
    place_ = std::ssize(byte_order_mark);
  }
}

int csv_walk::peek() {
  if (block_ == nullptr || place_ == block_->size()) {
    block_ = take(path_, text_->Read(block_bytes));
    place_ = 0;
  }
  return block_->size() == 0 ? end_of_file : block_->data()[place_];
}

int csv_walk::get() {
  const int c = peek();
  place_ += c == end_of_file ? 0 : 1;
  return c;
}

bool csv_walk::at_line_end() {
  const int c = peek();
  return c == '\n' || c == '\r' || c == end_of_file;
}

void csv_walk::skip_line_end() {
  if (get() == '\r' && peek() == '\n') {
    get();
  }
  ++line_;
}

void csv_walk::read_quoted(std::string& field) {
  get();
  for (int c = get(); c != end_of_file; c = get()) {
    if (c == '"') {
      if (peek() != '"') {
        return;
      }
      get();
    }
    line_ += c == '\n' ? 1 : 0;
    field += static_cast<char>(c);
  }
}

bool csv_walk::next(csv_record& record) {
  while (at_line_end()) {
    if (peek() == end_of_file) {
      return false;
    }
    skip_line_end();
  }
  record.line = line_;
  record.fields.clear();
  while (true) {
    std::string& field = record.fields.emplace_back();
    if (peek() == '"') {
      read_quoted(field);
    }
    while (!at_line_end() && peek() != delimiter_) {
      field += static_cast<char>(get());
    }
    if (at_line_end()) {
      break;
    }
    get();
  }
  if (peek() != end_of_file) {
    skip_line_end();
  }
  return true;
}

}  // namespace relent::table
