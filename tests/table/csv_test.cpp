#include <string>

#include "relent/table/file.hpp"

#include "table/table_help.hpp"

namespace relent {
namespace {

using namespace testing;

class Csv : public ::testing::Test {
 protected:
  [[nodiscard]] std::unique_ptr<source> open(std::string_view content, const std::string& name = "train.csv",
                                             const read_options& how = {}) const {
    return open_file(folder.write(name, content), how);
  }

  // What is refused, without the folder's path; reads every column.
  [[nodiscard]] std::string refused(std::string_view content, errc* code = nullptr,
                                    const read_options& how = {}) const {
    std::string said = refusal(
        [&] {
          const auto file = open(content, "train.csv", how);
          for (std::size_t i = 0; i < file->fields().size(); ++i) {
            file->fields()[i].kind == column_kind::categorical ? void(words_of(*file, i)) : void(numbers_of(*file, i));
          }
        },
        code);
    const std::string prefix = folder.path("");
    for (std::size_t at = said.find(prefix); at != std::string::npos; at = said.find(prefix)) {
      said.erase(at, prefix.size());
    }
    return said;
  }

  temporary_folder folder;
};

std::string repeated(std::string_view line, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) {
    all += line;
  }
  return all;
}

TEST_F(Csv, AByteOrderMarkIsNoPartOfTheFirstName) {
  const auto file = open("\xEF\xBB\xBFn,x\n1,2\n");
  EXPECT_EQ(file->fields()[0].name, "n");
  errc code{};
  EXPECT_EQ(refused("\xEF\xBB\xBFn,x\n1\n", &code), "train.csv:2: 1 field, the header has 2");
  EXPECT_EQ(code, errc::corrupt);
}

TEST_F(Csv, AFirstByteOfOneIsNotOne) {
  // The walk that explains a fault once took these three bytes for a mark, and the second column for none.
  errc code{};
  EXPECT_FALSE(refused("\xEF;c\n1;\xFF\n2;x\n", &code).empty());
  EXPECT_EQ(code, errc::corrupt);
  EXPECT_NE(refused("n;c\n1;\xFF\n2;x\n").find("train.csv:2"), std::string::npos);
}

TEST_F(Csv, TypesAreInferred) {
  const auto file =
      open("n,x,w,b,d,t\n1,0.5,a,true,2024-01-31,08:30:00\n,NA,,,,\n3,nan,NA,false,2024-02-01,00:00:01\n");
  const auto& fields = file->fields();
  ASSERT_EQ(fields.size(), 6U);
  EXPECT_EQ(fields[0].kind, column_kind::numeric);
  EXPECT_EQ(fields[2].kind, column_kind::categorical);
  EXPECT_EQ(fields[3].kind, column_kind::boolean);
  EXPECT_EQ(fields[4].kind, column_kind::timestamp);
  EXPECT_EQ(numbers_of(*file, 0), (numbers{1, {}, 3}));
  EXPECT_EQ(numbers_of(*file, 1), (numbers{0.5, {}, {}}));
  // In words only the empty field is missing: NA may be Namibia.
  EXPECT_EQ(words_of(*file, 2), (words{"a", {}, "NA"}));
  EXPECT_EQ(words_of(*file, 3), (words{"true", {}, "false"}));
  EXPECT_EQ(numbers_of(*file, 4), (numbers{1706659200, {}, 1706745600}));
  EXPECT_EQ(numbers_of(*file, 5), (numbers{30600, {}, 1}));
}

TEST_F(Csv, ByteOrderMarkAndWindowsLineEnds) {
  const auto file = open(
      "\xef\xbb\xbf"
      "a,b\r\n1,x\r\n2,y\r\n");
  EXPECT_EQ(file->fields()[0].name, "a");
  EXPECT_EQ(numbers_of(*file, 0), (numbers{1, 2}));
  EXPECT_EQ(words_of(*file, 1), (words{"x", "y"}));
}

TEST_F(Csv, Quotes) {
  const auto file = open("a,\"b,c\"\n1,\"x \"\"y\"\" z\"\n2,\"two\nlines, one value\"\n");
  EXPECT_EQ(file->fields()[1].name, "b,c");
  EXPECT_EQ(words_of(*file, 1), (words{"x \"y\" z", "two\nlines, one value"}));
}

TEST_F(Csv, OtherDelimiters) {
  EXPECT_EQ(numbers_of(*open("a;b\n1;2\n"), 1), numbers{2});
  EXPECT_EQ(numbers_of(*open("a\tb,c\n1\t2\n", "train.tsv"), 1), numbers{2});
  EXPECT_EQ(words_of(*open("a,b;c\n1,x;y\n"), 1), words{"x;y"});
}

TEST_F(Csv, DecimalsMayFollowIntegersFarDown) {
  const auto file = open("x\n" + repeated("1\n", 700'000) + "0.5\n");
  const auto all = numbers_of(*file);
  ASSERT_EQ(all.size(), 700'001U);
  EXPECT_EQ(all.back(), 0.5);
}

TEST_F(Csv, TheFirstValueDecidesHoweverLateItComes) {
  const auto file = open("a,x,w\n" + repeated("1,,\n", 400'000) + "1,2.5,word\n");
  EXPECT_EQ(file->fields()[1].kind, column_kind::numeric);
  EXPECT_EQ(file->fields()[2].kind, column_kind::categorical);
  EXPECT_EQ(numbers_of(*file, 1).back(), 2.5);
  EXPECT_EQ(words_of(*file, 2).back(), "word");
}

TEST_F(Csv, AllMissingAndZeroRows) {
  const auto missing = open("a,b\n1,\n2,\n");
  EXPECT_EQ(numbers_of(*missing, 1), (numbers{{}, {}}));
  for (const std::string header : {"a,b\n", "a,b"}) {
    const auto none = open(header);
    ASSERT_EQ(none->fields().size(), 2U);
    EXPECT_TRUE(numbers_of(*none, 0).empty());
  }
}

TEST_F(Csv, ALineOfTenMegabytes) {
  const std::string giant(10'000'000, 'q');
  const auto file = open("a,w\n" + repeated("1,x\n", 300'000) + "2," + giant + "\n" + repeated("3,y\n", 300'000));
  const auto all = numbers_of(*file, 0);
  ASSERT_EQ(all.size(), 600'001U);
  EXPECT_EQ(all[299'999], 1);
  EXPECT_EQ(all[300'000], 2);
  EXPECT_EQ(all[300'001], 3);
  EXPECT_EQ(words_of(*file, 1)[300'000], giant);
}

TEST_F(Csv, AHeaderLongerThanABlock) {
  const std::string giant(3'000'000, 'h');
  EXPECT_EQ(open("a," + giant + "\n1,2\n")->fields()[1].name, giant);
}

TEST_F(Csv, Gzipped) {
  // printf 'a,b\n1,x\n2,y\n' | gzip -n
  constexpr unsigned char bytes[] = {0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x03, 0x4b,
                                     0xd4, 0x49, 0xe2, 0x32, 0xd4, 0xa9, 0xe0, 0x32, 0xd2, 0xa9, 0xe4,
                                     0x02, 0x00, 0xc2, 0x96, 0x7e, 0x9d, 0x0c, 0x00, 0x00, 0x00};
  const std::string packed(reinterpret_cast<const char*>(bytes), sizeof bytes);
  EXPECT_EQ(words_of(*open(packed, "train.csv.gz"), 1), (words{"x", "y"}));
  EXPECT_NE(refusal([&] { words_of(*open(packed.substr(0, 20), "cut.csv.gz"), 1); }), "nothing was refused");
}

TEST_F(Csv, AskedForAnotherKind) {
  read_options how;
  how.types["code"] = column_kind::categorical;
  const auto file = open("code,x\n007,1\n7,2\n", "train.csv", how);
  EXPECT_EQ(file->fields()[0].kind, column_kind::categorical);
  EXPECT_EQ(words_of(*file, 0), (words{"007", "7"}));
  how.types = {{"cod", column_kind::categorical}};
  EXPECT_EQ(refused("code,x\n007,1\n", nullptr, how), "no column \"cod\" in train.csv; did you mean \"code\"?");
}

TEST_F(Csv, TextAmongNumbersNamesItsPlace) {
  errc code{};
  EXPECT_EQ(refused("age,w\n" + repeated("34,x\n", 1046) + "forty,x\n" + repeated("41,x\n", 998'953), &code),
            "train.csv:1048 column \"age\": \"forty\" is not a number; 1 of 1,000,000 values (use --type age=category "
            "to compare as text)");
  EXPECT_EQ(code, errc::type_mismatch);
  // Far behind the part of the file that types are inferred from, after a value of two lines.
  EXPECT_EQ(refused("age,w\n1,\"two\nlines\"\n" + repeated("34,x\n", 400'000) + "forty,x\nfifty,x\n"),
            "train.csv:400004 column \"age\": \"forty\" is not a number; 2 of 400,003 values (use --type age=category "
            "to compare as text)");
}

TEST_F(Csv, ManyWordsAmongNumbersAreAColumnOfWords) {
  const auto file = open("ticket\n113803\nA/5 21171\n373450\nPC 17599\n330877\n");
  EXPECT_EQ(file->fields()[0].kind, column_kind::categorical);
}

TEST_F(Csv, RaggedRows) {
  errc code{};
  EXPECT_EQ(refused("a,b,c,d\n1,2,3,4\n1,2,3\n", &code), "train.csv:3: 3 fields, the header has 4");
  EXPECT_EQ(code, errc::corrupt);
  EXPECT_EQ(refused("a,b\n1,\"x\ny\"\n1,2,3\n"), "train.csv:4: 3 fields, the header has 2");
  EXPECT_EQ(refused("a,b\n" + repeated("1,2\n", 500'000) + "\n1\n"), "train.csv:500003: 1 field, the header has 2");
}

TEST_F(Csv, WhatIsNotTextOfOneTable) {
  EXPECT_EQ(refused(""), "train.csv is empty (0 bytes)");
  EXPECT_EQ(refused("a,a\n1,2\n"), "train.csv has two columns named \"a\": rename one");
  EXPECT_EQ(refused("a,b\n1,caf\xe9\n"),
            "train.csv:2 column \"b\": \"caf\\xe9\" is not UTF-8 text; save the file as UTF-8");
  EXPECT_EQ(refused(std::string("\xff\xfe"
                                "a\0,\0",
                                6)),
            "train.csv is UTF-16 text: save it as UTF-8");
  EXPECT_EQ(refused("PK\x03\x04 and so on"),
            "train.csv is a zip archive or a spreadsheet: export it as CSV or Parquet");
  EXPECT_EQ(refused(std::string("a\0b", 3)), "train.csv is neither text nor Parquet, Arrow IPC or NumPy");
}

}  // namespace
}  // namespace relent
