#include "relent/logits/compare_logits.hpp"

#include <atomic>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "relent/core/error.hpp"

namespace relent {
namespace {

namespace fs = std::filesystem;

/// A folder of files that goes with the test.
class compare_logits_files : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / fmt::format("relent_logits_{}", ::getpid());
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  [[nodiscard]] std::string write(const std::string& name, const std::vector<float>& logits, std::int64_t rows) const {
    const std::int64_t columns = std::ssize(logits) / rows;
    std::string header = fmt::format("{{'descr': '<f4', 'fortran_order': False, 'shape': ({}, {}), }}", rows, columns);
    header.append(63 - (10 + header.size()) % 64, ' ');
    header += '\n';
    const fs::path path = folder_ / name;
    std::ofstream out(path, std::ios::binary);
    out << "\x93NUMPY" << '\1' << '\0' << static_cast<char>(header.size() & 255)
        << static_cast<char>(header.size() >> 8) << header;
    out.write(reinterpret_cast<const char*>(logits.data()),
              static_cast<std::streamsize>(logits.size() * sizeof(float)));
    return path.string();
  }

  static std::vector<float> draw(std::size_t n, unsigned seed) {
    std::mt19937 random(seed);
    std::normal_distribution<float> normal(0, 3);
    std::vector<float> out(n);
    for (float& x : out) {
      x = normal(random);
    }
    return out;
  }

  fs::path folder_;
};

std::string refused(const std::string& a, const std::string& b, const logit_options& how = {}) {
  try {
    static_cast<void>(compare_logits(a, b, how));
  } catch (const error& e) {
    return e.message();
  }
  return "nothing was refused";
}

constexpr std::int64_t rows = 24, columns = 100'000;  // several blocks of rows

TEST_F(compare_logits_files, the_first_of_several_bad_rows_is_told_whatever_the_threads) {
  const std::vector<float> good = draw(rows * columns, 1);
  std::vector<float> bad = good;
  for (const std::int64_t row : {5, 6, 17, 23}) {
    bad[static_cast<std::size_t>(row * columns + row)] = std::numeric_limits<float>::quiet_NaN();
  }
  const std::string a = write("a.npy", good, rows), b = write("b.npy", bad, rows);
  for (const int threads : {1, 2, 4}) {
    EXPECT_NE(refused(a, b, {.threads = threads}).find("row 5, column 5 = nan"), std::string::npos);
    EXPECT_NE(refused(b, a, {.threads = threads}).find("b.npy: row 5"), std::string::npos);
  }
}

TEST_F(compare_logits_files, whoever_is_told_of_the_progress_may_stop_it) {
  const std::string a = write("a.npy", draw(rows * columns, 1), rows),
                    b = write("b.npy", draw(rows * columns, 2), rows);
  std::int64_t last = 0;
  logit_options how;
  how.on_progress = [&](const progress& now) {
    EXPECT_GT(now.done, last);
    EXPECT_EQ(now.total, rows);
    last = now.done;
  };
  const logit_comparison found = compare_logits(a, b, how);
  EXPECT_EQ(last, rows);
  EXPECT_EQ(found.tokens, rows);
  how.on_progress = [](const progress&) { throw error(errc::interrupted, "enough"); };
  EXPECT_EQ(refused(a, b, how), "enough");
}

TEST_F(compare_logits_files, a_shift_of_a_whole_row_changes_nothing) {
  const std::vector<float> logits = draw(4 * 1000, 3);
  std::vector<float> shifted = logits;
  for (float& x : shifted) {
    x = (x + 4096) - 4096;  // a multiple of 2^-11, so that shifting it is exact
  }
  const std::string plain = write("plain.npy", shifted, 4);
  for (float& x : shifted) {
    x += 512;
  }
  const logit_comparison found = compare_logits(plain, write("shifted.npy", shifted, 4));
  EXPECT_LT(found.kl_divergence.spread.maximum, 1e-14);
  EXPECT_GE(found.kl_divergence.spread.minimum, 0);
  EXPECT_EQ(found.same_top.estimate.value, 1);
}

TEST_F(compare_logits_files, each_side_is_the_other_s_reverse) {
  const std::string a = write("a.npy", draw(8 * 500, 1), 8), b = write("b.npy", draw(8 * 500, 2), 8);
  const logit_comparison there = compare_logits(a, b), back = compare_logits(b, a);
  const double kl = there.kl_divergence.mean.estimate.value;
  EXPECT_NEAR(kl, back.reverse_kl_divergence.mean.estimate.value, 1e-6 * kl);
  EXPECT_NEAR(there.js_divergence.mean.estimate.value, back.js_divergence.mean.estimate.value, 1e-7);
  EXPECT_LE(there.js_divergence.spread.maximum, std::log(2));
}

}  // namespace
}  // namespace relent
