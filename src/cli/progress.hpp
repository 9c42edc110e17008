#pragma once

#include <chrono>
#include <string>

#include "relent/core/progress.hpp"

namespace relent::cli {

/// `counting live.parquet   1,200,000 of 1,874,112 rows   64%   3,400,000/s   1 s left`: what, how much of how
/// much, rate and time left, cut to `width` columns.
[[nodiscard]] std::string progress_text(const progress& now, double seconds, int width);

/// A line on the terminal that rewrites itself while it is told of progress, and is gone afterwards. Says
/// nothing where standard error is no terminal.
class progress_line {
 public:
  progress_line();
  ~progress_line();
  progress_line(const progress_line&) = delete;
  progress_line& operator=(const progress_line&) = delete;

  void operator()(const progress& now);

 private:
  using clock = std::chrono::steady_clock;
  bool terminal_;
  clock::time_point started_;
  clock::time_point shown_;  ///< when the line was last written
};

/// Takes the line off the terminal, if there is one; safe at any moment.
void clear_progress() noexcept;

}  // namespace relent::cli
