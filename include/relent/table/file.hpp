#pragma once

#include <map>
#include <memory>
#include <string>

#include "relent/catalogue/operand.hpp"
#include "relent/table/source.hpp"

namespace relent {

/// How a file is read where its own word is not enough. A kind other than the file's own: any column but a nested
/// one as categories or as numbers (words are then read as numbers), numbers as timestamps (seconds since 1970),
/// and in CSV any column as any kind. A name the file lacks is error(errc::unknown_name).
struct read_options {
  std::map<std::string, column_kind> types{};  ///< `--type age=category`: read this column as that
  std::string weights{};                       ///< of `load_column`: the column of the file that weighs its rows
};

/// Opens CSV (also .tsv, gzipped), Parquet, Arrow IPC (file and stream format, Feather) or NumPy .npy (one axis: the
/// column "values"; two: the columns "0", "1", ...) by its content; the name only helps where the content is damaged.
///
/// CSV: a header row, then UTF-8 records; quotes double inside quoted values, which may hold newlines. The delimiter
/// is a comma, or what stands in the header instead: tab, semicolon or bar. Types are settled here, from the first
/// megabyte: numbers are f64, and a column of which nine in ten values are numbers, or most and all others are the
/// same word, is a column of numbers; its words are an error naming the line. An empty field is missing in every
/// column; NA, NaN, null and their like are missing in columns of numbers, dates and booleans, and words among words.
///
/// Memory is bounded by the columns read and the largest page, dictionary or line, not by the rows. Throws
/// error(not_found | unreadable | corrupt | unsupported) naming the path; a damaged Parquet file names the column,
/// a damaged CSV file the line. Built where Arrow C++ is found.
[[nodiscard]] std::unique_ptr<source> open_file(const std::string& path, const read_options& how = {});

/// `path:column` as an operand, as read_operand says. Without a column: the only column of a file that has one;
/// a .npy array of two axes whole, as masses of that shape where it is not negative and sums to 1, else as a joint
/// sample, one observation a row. Otherwise the error lists the columns. With weights a column of words is
/// error(errc::unsupported).
[[nodiscard]] operand load_column(const std::string& path, const std::string& column, const read_options& how = {});

}  // namespace relent
