#include "relent/table/file.hpp"

#include <array>
#include <cstdint>
#include <cstring>
#include <span>

#include <arrow/io/file.h>
#include <arrow/ipc/api.h>
#include <parquet/arrow/writer.h>
#include <parquet/file_reader.h>
#include <parquet/metadata.h>
#include <parquet/properties.h>
#include <sys/stat.h>

#include "table/table_help.hpp"

namespace relent {
namespace {

using namespace testing;

std::shared_ptr<arrow::RecordBatch> sample() {
  return batch_of(
      {"n", "x", "s", "l", "d"},
      {array_of(arrow::int64(), "[1, null, 3]"), array_of(arrow::float64(), "[0.5, NaN, null]"),
       array_of(arrow::utf8(), R"(["a", null, "b"])"), array_of(arrow::list(arrow::int32()), "[[1], [], null]"),
       array_of(arrow::timestamp(arrow::TimeUnit::MILLI), "[0, 1500, null]")});
}

std::shared_ptr<arrow::Table> table_of(const std::shared_ptr<arrow::RecordBatch>& batch) {
  return arrow::Table::FromRecordBatches({batch}).ValueOrDie();
}

void write_parquet(const std::string& path, const arrow::Table& table, std::int64_t group = 1024,
                   const std::shared_ptr<parquet::WriterProperties>& how = parquet::default_writer_properties()) {
  const auto out = arrow::io::FileOutputStream::Open(path).ValueOrDie();
  ASSERT_TRUE(parquet::arrow::WriteTable(table, arrow::default_memory_pool(), out, group, how).ok());
}

// Where the data of a column begins.
std::int64_t page_of(const std::string& path, int column) {
  const auto reader = parquet::ParquetFileReader::OpenFile(path);
  return reader->metadata()->RowGroup(0)->ColumnChunk(column)->data_page_offset();
}

void write_ipc(const std::string& path, const arrow::RecordBatch& batch, bool stream) {
  const auto out = arrow::io::FileOutputStream::Open(path).ValueOrDie();
  const auto writer =
      (stream ? arrow::ipc::MakeStreamWriter(out, batch.schema()) : arrow::ipc::MakeFileWriter(out, batch.schema()))
          .ValueOrDie();
  ASSERT_TRUE(writer->WriteRecordBatch(batch).ok());
  ASSERT_TRUE(writer->WriteRecordBatch(batch).ok());
  ASSERT_TRUE(writer->Close().ok());
}

class File : public ::testing::Test {
 protected:
  void expect_sample(const std::string& path, int times) const {
    const auto file = open_file(path);
    ASSERT_EQ(file->fields().size(), 5U);
    EXPECT_EQ(file->fields()[0].type, "int64");
    EXPECT_EQ(file->fields()[2].type, "string");
    EXPECT_EQ(file->fields()[3].type, "list<int32>");
    EXPECT_EQ(file->fields()[3].kind, column_kind::unsupported);
    numbers n, x, d;
    words s;
    for (int i = 0; i < times; ++i) {
      for (const auto& [all, once] :
           {std::pair{&n, numbers{1, {}, 3}}, {&x, numbers{0.5, {}, {}}}, {&d, numbers{0, 1.5, {}}}}) {
        all->insert(all->end(), once.begin(), once.end());
      }
      s.insert(s.end(), {"a", {}, "b"});
    }
    EXPECT_EQ(numbers_of(*file, 0), n);
    EXPECT_EQ(numbers_of(*file, 1), x);
    EXPECT_EQ(words_of(*file, 2), s);
    EXPECT_EQ(numbers_of(*file, 4), d);
    // Columns in an order that is not the file's.
    const auto stream = file->open(std::vector<std::size_t>{4, 0});
    EXPECT_EQ(stream->next()->numbers(1).values[0], 1);
  }

  [[nodiscard]] std::string refused(const std::string& path, errc* code = nullptr) const {
    std::string said = refusal(
        [&] {
          const auto file = open_file(path);
          for (std::size_t i = 0; i < file->fields().size(); ++i) {
            words_of(*file, i);
          }
        },
        code);
    const std::string prefix = folder.path("");
    return said.starts_with(prefix) ? said.substr(prefix.size()) : said;
  }

  temporary_folder folder;
};

TEST_F(File, Parquet) {
  write_parquet(folder.path("a.parquet"), *table_of(sample()));
  expect_sample(folder.path("a.parquet"), 1);
  EXPECT_EQ(open_file(folder.path("a.parquet"))->rows(), 3);
  // Known by its content, whatever it is called.
  std::filesystem::copy_file(folder.path("a.parquet"), folder.path("a.csv"));
  expect_sample(folder.path("a.csv"), 1);
}

TEST_F(File, ParquetWhoseStatisticsDoNotFitItsColumns) {
  // Damage that Parquet finds only where a column's metadata is looked at, and says by an exception of its own.
  const std::string path = RELENT_TEST_DATA "/fuzz/corpus/parquet_file/bad_size_statistics";
  errc code{};
  EXPECT_EQ(refusal([&] { static_cast<void>(open_file(path)); }, &code).find(path + ": Definition level histogram"),
            0U);
  EXPECT_EQ(code, errc::corrupt);
}

TEST_F(File, ArrowIpcWhoseArraysAreNotAligned) {
  write_ipc(folder.path("a.arrows"), *batch_of({"x"}, {array_of(arrow::float64(), "[0.5, 2, 4]")}), true);
  std::string bytes = content_of(folder.path("a.arrows"));
  std::int32_t schema = 0;
  std::memcpy(&schema, bytes.data() + 4, sizeof schema);
  // The first batch without its mark, as before Arrow 0.15: all that follows stands four bytes further up.
  bytes.erase(8 + static_cast<std::size_t>(schema), 4);
  const auto file = open_file(folder.write("moved.arrows", bytes));
  const auto stream = file->open(std::array<std::size_t, 1>{0});
  const auto batch = stream->next();
  ASSERT_NE(batch, nullptr);
  const std::span<const double> values = batch->numbers(0).values;
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(values.data()) % alignof(double), 0U);
  EXPECT_EQ(values[2], 4);
}

TEST_F(File, ParquetOfSeveralRowGroupsAndManyWords) {
  arrow::StringBuilder ids;
  arrow::StringBuilder few;
  words expected_ids, expected_few;
  for (int i = 0; i < 300'000; ++i) {
    expected_ids.push_back("user-" + std::to_string(i));
    expected_few.push_back(i % 7 == 0 ? std::nullopt : std::optional("w" + std::to_string(i % 5)));
    ASSERT_TRUE(ids.Append(*expected_ids.back()).ok());
    ASSERT_TRUE((i % 7 == 0 ? few.AppendNull() : few.Append(*expected_few.back())).ok());
  }
  const auto batch = batch_of({"id", "few"}, {ids.Finish().ValueOrDie(), few.Finish().ValueOrDie()});
  write_parquet(folder.path("a.parquet"), *table_of(batch), 90'000);
  const auto file = open_file(folder.path("a.parquet"));
  EXPECT_EQ(words_of(*file, 0), expected_ids);
  EXPECT_EQ(words_of(*file, 1), expected_few);
  // Few words arrive as few words, not one a row.
  const auto stream = file->open(std::vector<std::size_t>{1});
  EXPECT_LE(stream->next()->words(0).words.size(), 5U);
}

TEST_F(File, ArrowIpc) {
  write_ipc(folder.path("a.arrow"), *sample(), false);
  expect_sample(folder.path("a.arrow"), 2);
  write_ipc(folder.path("a.arrows"), *sample(), true);
  expect_sample(folder.path("a.arrows"), 2);
}

TEST_F(File, ZeroRows) {
  write_parquet(folder.path("a.parquet"), *table_of(sample()->Slice(0, 0)));
  const auto file = open_file(folder.path("a.parquet"));
  EXPECT_EQ(file->rows(), 0);
  EXPECT_TRUE(numbers_of(*file, 0).empty());
  EXPECT_TRUE(words_of(*file, 2).empty());
}

TEST_F(File, AskedForAnotherKind) {
  write_parquet(folder.path("a.parquet"), *table_of(batch_of({"n", "s"}, {array_of(arrow::int64(), "[7, null]"),
                                                                          array_of(arrow::utf8(), R"(["1", "2"])")})));
  read_options how;
  how.types = {{"n", column_kind::categorical}, {"s", column_kind::numeric}};
  const auto file = open_file(folder.path("a.parquet"), how);
  EXPECT_EQ(file->fields()[0].kind, column_kind::categorical);
  EXPECT_EQ(words_of(*file, 0), (words{"7", {}}));
  EXPECT_EQ(numbers_of(*file, 1), (numbers{1, 2}));
  how.types = {{"s", column_kind::timestamp}};
  EXPECT_NE(
      refusal([&] { static_cast<void>(open_file(folder.path("a.parquet"), how)); }).find("cannot be read as timestamp"),
      std::string::npos);
}

TEST_F(File, WhatIsNotAFile) {
  errc code{};
  EXPECT_EQ(refused(folder.path("missing.parquet"), &code), "missing.parquet: no such file");
  EXPECT_EQ(code, errc::not_found);
  std::filesystem::create_directory(folder.path("folder"));
  EXPECT_EQ(refused(folder.path("folder"), &code), "folder is a directory, not a file");
  EXPECT_EQ(code, errc::unreadable);
  ASSERT_EQ(mkfifo(folder.path("pipe").c_str(), 0600), 0);
  EXPECT_EQ(refused(folder.path("pipe"), &code),
            "pipe is not a regular file (data is read more than once): save it to a file first");
  EXPECT_EQ(code, errc::unreadable);
  std::filesystem::create_symlink(folder.path("loop"), folder.path("loop"));
  EXPECT_NE(refused(folder.path("loop"), &code), "nothing was refused");
  EXPECT_EQ(code, errc::unreadable);
}

TEST_F(File, CutAndDamagedParquet) {
  arrow::DoubleBuilder builder;
  for (int i = 0; i < 20'000; ++i) {
    ASSERT_TRUE(builder.Append(std::sqrt(i)).ok());
  }
  const auto column = builder.Finish().ValueOrDie();
  write_parquet(folder.path("a.parquet"), *table_of(batch_of({"good", "bad"}, {column, column})), 100'000);
  const std::string whole = content_of(folder.path("a.parquet"));
  errc code{};
  const std::string cut = folder.write("cut.parquet", whole.substr(0, whole.size() - 100));
  EXPECT_EQ(refused(cut, &code), "cut.parquet is cut short or damaged: its end is not that of such a file");
  EXPECT_EQ(code, errc::corrupt);
  EXPECT_NE(refused(folder.write("tiny.parquet", "PAR1")), "nothing was refused");
  EXPECT_EQ(refused(folder.write("text.parquet", "a,b\n1,2\n")),
            "text.parquet is not a Parquet file, or its start is damaged");

  // The header of the second column's first page of data.
  const auto place = static_cast<std::size_t>(page_of(folder.path("a.parquet"), 1));
  std::string flipped = whole;
  flipped.replace(place, 20, 20, '\xff');
  const std::string said = refused(folder.write("flipped.parquet", flipped), &code);
  EXPECT_TRUE(said.starts_with("flipped.parquet column \"bad\" is damaged: ")) << said;
  EXPECT_EQ(code, errc::corrupt);
}

// One bit of a value, which only the page's checksum can tell.
TEST_F(File, AWrongChecksumIsNoticed) {
  const auto batch =
      batch_of({"good", "bad"}, {array_of(arrow::float64(), "[1, 2]"), array_of(arrow::float64(), "[3, 4]")});
  write_parquet(folder.path("a.parquet"), *table_of(batch), 100,
                parquet::WriterProperties::Builder().enable_page_checksum()->disable_dictionary()->build());
  EXPECT_EQ(numbers_of(*open_file(folder.path("a.parquet")), 1), (numbers{3, 4}));
  std::string whole = content_of(folder.path("a.parquet"));
  const double four = 4;
  std::string bytes(sizeof four, '\0');
  std::memcpy(bytes.data(), &four, sizeof four);
  const std::size_t place = whole.find(bytes, static_cast<std::size_t>(page_of(folder.path("a.parquet"), 1)));
  ASSERT_NE(place, std::string::npos);
  whole[place] ^= 1;
  const std::string said = refused(folder.write("flipped.parquet", whole));
  EXPECT_TRUE(said.starts_with("flipped.parquet column \"bad\" is damaged: ")) << said;
}

TEST_F(File, CutArrowIpc) {
  write_ipc(folder.path("a.arrow"), *sample(), false);
  const std::string whole = content_of(folder.path("a.arrow"));
  EXPECT_EQ(refused(folder.write("cut.arrow", whole.substr(0, whole.size() / 2))),
            "cut.arrow is cut short or damaged: its end is not that of such a file");
  write_ipc(folder.path("a.arrows"), *sample(), true);
  const std::string stream = content_of(folder.path("a.arrows"));
  errc code{};
  EXPECT_NE(refused(folder.write("cut.arrows", stream.substr(0, stream.size() - 200)), &code), "nothing was refused");
  EXPECT_EQ(code, errc::corrupt);
}

TEST_F(File, OneColumnAsAnOperand) {
  write_parquet(folder.path("a:b.parquet"), *table_of(sample()));
  const std::string path = folder.path("a:b.parquet");
  const operand x = load_column(path, "n");
  EXPECT_EQ(std::get<samples>(x.content).values, (std::vector<double>{1, 3}));
  EXPECT_EQ(std::get<samples>(x.content).missing, 1);
  EXPECT_EQ(std::get<categories>(load_column(path, "s").content).codes, (std::vector<std::int32_t>{0, -1, 1}));
  EXPECT_EQ(refusal([&] { static_cast<void>(load_column(path, "m")); }).substr(0, 17), "no column \"m\" in ");
  EXPECT_NE(refusal([&] { static_cast<void>(load_column(path, "")); }).find("has 5 columns: which one?"),
            std::string::npos);
  EXPECT_NE(refusal([&] { static_cast<void>(load_column(path, "l")); }).find("list<int32>"), std::string::npos);
}

TEST_F(File, AnUnknownColumnSuggestsTheNearest) {
  const std::string path = folder.write("train.csv", "age,country\n1,x\n");
  EXPECT_EQ(refusal([&] { static_cast<void>(load_column(path, "agee")); }),
            "no column \"agee\" in " + path + "; did you mean \"age\"?");
}

}  // namespace
}  // namespace relent
