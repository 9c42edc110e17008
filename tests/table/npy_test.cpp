#include <bit>
#include <cstdint>
#include <cstring>
#include <string>

#include "relent/table/file.hpp"

#include "table/table_help.hpp"

namespace relent {
namespace {

using namespace testing;

// A .npy file of format `version` with that dictionary as its header.
std::string npy(std::string_view dictionary, std::string_view data, int version = 1) {
  std::string header(dictionary);
  const std::size_t fixed = version == 1 ? 10 : 12;
  header.append(63 - (fixed + header.size()) % 64, ' ');
  header += '\n';
  std::string file = "\x93NUMPY";
  file += static_cast<char>(version);
  file += '\0';
  for (std::size_t i = 0; i < fixed - 8; ++i) {
    file += static_cast<char>(header.size() >> (8 * i));
  }
  return file + header + std::string(data);
}

template <class Number>
std::string bytes_of(const std::vector<Number>& values, bool turned = false) {
  std::string bytes;
  for (const Number value : values) {
    std::string one(sizeof value, '\0');
    std::memcpy(one.data(), &value, sizeof value);
    bytes += turned ? std::string(one.rbegin(), one.rend()) : one;
  }
  return bytes;
}

class Npy : public ::testing::Test {
 protected:
  [[nodiscard]] std::unique_ptr<source> open(std::string_view content, const std::string& name = "x.npy") const {
    return open_file(folder.write(name, content));
  }
  [[nodiscard]] std::string refused(std::string_view content, errc* code = nullptr) const {
    const std::string said = refusal([&] { words_of(*open(content)); }, code);
    const std::string prefix = folder.path("");
    return said.starts_with(prefix) ? said.substr(prefix.size()) : said;
  }
  temporary_folder folder;
};

TEST_F(Npy, EveryVersion) {
  for (const int version : {1, 2, 3}) {
    const auto file = open(
        npy("{'descr': '<f8', 'fortran_order': False, 'shape': (3,), }", bytes_of<double>({0.5, NAN, -1}), version));
    EXPECT_EQ(file->fields()[0].name, "values");
    EXPECT_EQ(file->rows(), 3);
    EXPECT_EQ(numbers_of(*file), (numbers{0.5, {}, -1}));
  }
}

TEST_F(Npy, EveryType) {
  const auto one = [&](const std::string& descr, const std::string& data, int n) {
    return numbers_of(*open(
        npy("{'descr': '" + descr + "', 'fortran_order': False, 'shape': (" + std::to_string(n) + ",), }", data)));
  };
  EXPECT_EQ(one("<f2", bytes_of<std::uint16_t>({0x3C00, 0xC000}), 2), (numbers{1, -2}));
  EXPECT_EQ(one("<f4", bytes_of<float>({0.25F}), 1), numbers{0.25});
  EXPECT_EQ(one(">f8", bytes_of<double>({0.1}, true), 1), numbers{0.1});
  EXPECT_EQ(one("|i1", bytes_of<std::int8_t>({-5}), 1), numbers{-5});
  EXPECT_EQ(one("|u1", bytes_of<std::uint8_t>({250}), 1), numbers{250});
  EXPECT_EQ(one(">i2", bytes_of<std::int16_t>({-300}, true), 1), numbers{-300});
  EXPECT_EQ(one("<u4", bytes_of<std::uint32_t>({4000000000U}), 1), numbers{4000000000.0});
  EXPECT_EQ(one("<i8", bytes_of<std::int64_t>({-7}), 1), numbers{-7});
  EXPECT_EQ(one("|b1", std::string("\1\0", 2), 2), (numbers{1, 0}));
  EXPECT_EQ(one("<M8[D]", bytes_of<std::int64_t>({1, INT64_MIN}), 2), (numbers{86400, {}}));
  EXPECT_EQ(one("<M8[ns]", bytes_of<std::int64_t>({1500000000}), 1), numbers{1.5});
  EXPECT_EQ(one("<m8[h]", bytes_of<std::int64_t>({2}), 1), numbers{7200});
}

TEST_F(Npy, Strings) {
  const auto text = open(npy("{'descr': '<U2', 'fortran_order': False, 'shape': (3,), }",
                             bytes_of<std::uint32_t>({'a', 0, 0xE9, 0x1F600, 0, 0})));
  EXPECT_EQ(text->fields()[0].kind, column_kind::categorical);
  EXPECT_EQ(words_of(*text), (words{"a", "é😀", ""}));
  const auto turned =
      open(npy("{'descr': '>U1', 'fortran_order': False, 'shape': (1,), }", bytes_of<std::uint32_t>({0xE9}, true)));
  EXPECT_EQ(words_of(*turned), words{"é"});
  const auto bytes = open(npy("{'descr': '|S3', 'fortran_order': False, 'shape': (2,), }", std::string("ab\0xyz", 6)));
  EXPECT_EQ(words_of(*bytes), (words{"ab", "xyz"}));
}

TEST_F(Npy, TablesOfEitherOrder) {
  const auto rows = open(
      npy("{'descr': '<i4', 'fortran_order': False, 'shape': (2, 3), }", bytes_of<std::int32_t>({1, 2, 3, 4, 5, 6})));
  const auto columns = open(
      npy("{'descr': '<i4', 'fortran_order': True, 'shape': (2, 3), }", bytes_of<std::int32_t>({1, 4, 2, 5, 3, 6})),
      "columns.npy");
  for (const auto* file : {&rows, &columns}) {
    ASSERT_EQ((*file)->fields().size(), 3U);
    EXPECT_EQ((*file)->fields()[2].name, "2");
    EXPECT_EQ(numbers_of(**file, 2), (numbers{3, 6}));
  }
}

TEST_F(Npy, MoreThanOneBlock) {
  std::vector<double> values(1'200'000);
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i] = static_cast<double>(i);
  }
  for (const std::string order : {"False", "True"}) {
    const auto all = numbers_of(
        *open(npy("{'descr': '<f8', 'fortran_order': " + order + ", 'shape': (600000, 2), }", bytes_of(values))), 1);
    ASSERT_EQ(all.size(), 600'000U);
    EXPECT_EQ(all[599'999], 1'199'999);
    EXPECT_EQ(all[0], order == "False" ? 1 : 600'000);
  }
}

TEST_F(Npy, AsAnOperand) {
  const std::string line = folder.write(
      "line.npy", npy("{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }", bytes_of<double>({0.25, 0.75})));
  EXPECT_EQ(std::get<samples>(load_column(line, "").content).values, (std::vector<double>{0.25, 0.75}));
  const std::string table = folder.write("table.npy", npy("{'descr': '<f8', 'fortran_order': True, 'shape': (2, 2), }",
                                                          bytes_of<double>({0.1, 0.2, 0.3, 0.4})));
  const operand joint = load_column(table, "");
  EXPECT_EQ(std::get<masses>(joint.content).values, (std::vector<double>{0.1, 0.3, 0.2, 0.4}));
  EXPECT_EQ(std::get<masses>(joint.content).shape, (std::vector<std::int64_t>{2, 2}));
  EXPECT_EQ(std::get<samples>(load_column(table, "1").content).values, (std::vector<double>{0.3, 0.4}));
}

TEST_F(Npy, ZeroRows) {
  EXPECT_TRUE(numbers_of(*open(npy("{'descr': '<f8', 'fortran_order': False, 'shape': (0,), }", ""))).empty());
}

TEST_F(Npy, WhatIsRefused) {
  const auto with = [&](const std::string& dictionary, std::string_view data = "") {
    return refused(npy(dictionary, data));
  };
  EXPECT_EQ(with("{'descr': '<f8', 'fortran_order': False, 'shape': (3,), }", "12345678"),
            "x.npy is cut short: the header says 3 elements of 8 bytes, the file holds 8 bytes");
  EXPECT_NE(with("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", "12345678").find("Python objects"),
            std::string::npos);
  EXPECT_NE(with("{'descr': [('a', '<f8'), ('b', '<i4')], 'fortran_order': False, 'shape': (1,), }").find("structured"),
            std::string::npos);
  EXPECT_NE(with("{'descr': '<c16', 'fortran_order': False, 'shape': (0,), }").find("neither numbers"),
            std::string::npos);
  EXPECT_NE(with("{'descr': '<f8', 'fortran_order': False, 'shape': (1, 1, 1), }", "12345678").find("3 axes"),
            std::string::npos);
  EXPECT_NE(with("{'descr': '<f8', 'fortran_order': False, 'shape': (), }", "12345678").find("0 axes"),
            std::string::npos);
}

// Headers that lie must not cost memory or time.
TEST_F(Npy, LyingHeaders) {
  for (const std::string shape : {"(9223372036854775807,)", "(4611686018427387904, 4)", "(0, 9223372036854775807)",
                                  "(99999999999999999999,)", "(-1,)", "(1,", "1", "(9223372036854775807, 0)"}) {
    EXPECT_NE(refused(npy("{'descr': '<f8', 'fortran_order': False, 'shape': " + shape + ", }", "12345678")),
              "nothing was refused")
        << shape;
  }
  EXPECT_NE(refused(npy("{'descr': '<U0', 'fortran_order': False, 'shape': (9223372036854775807,), }", "")),
            "nothing was refused");
  EXPECT_NE(refused(npy("{'descr': '<f8', 'fortran_order': False}", "")), "nothing was refused");
  EXPECT_NE(refused(std::string("\x93NUMPY\x02\x00\xff\xff\xff\x7f{'descr'", 20)), "nothing was refused");
  EXPECT_NE(refused(std::string("\x93NUMPY\x07\x00\x10\x00", 10) + std::string(16, ' ')), "nothing was refused");
}

}  // namespace
}  // namespace relent
