#include "logits/token_walk.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <exception>
#include <limits>
#include <mutex>
#include <numeric>

#include "relent/core/parallel.hpp"

#include "logits/token_pair.hpp"

namespace relent::logits {
namespace {

constexpr std::int64_t block_bytes = std::int64_t{1} << 20;  ///< of a side: what a core's cache holds beside the work

/// What one thread works with.
struct worker {
  std::vector<std::byte> teacher_bytes, student_bytes;
  row_room room;
  token_pair pair;
};

class token_walk {
 public:
  token_walk(const row_source& teacher, const row_source& student, std::span<const std::int32_t> predicted,
             const logit_options& how)
      : teacher_(teacher), student_(student), predicted_(predicted), how_(how), rows_(teacher.rows()) {
    const std::int64_t widest = std::max(teacher.layout().row_bytes, student.layout().row_bytes);
    block_ = std::clamp<std::int64_t>(block_bytes / widest, 1, rows_);
    const auto n = static_cast<std::size_t>(rows_);
    for (std::vector<double>* column : {&out_.kl, &out_.reverse, &out_.js, &out_.same_top}) {
      column->resize(n);
    }
    if (!predicted.empty()) {
      for (std::vector<double>* column : {&out_.teacher_log_p, &out_.student_log_p, &out_.llama_kl}) {
        column->resize(n);
      }
    }
  }

  token_table run() {
    const std::int64_t blocks = (rows_ + block_ - 1) / block_;
    const std::int64_t workers = std::min<std::int64_t>(thread_count(how_.threads), blocks);
    parallel_for(workers, static_cast<int>(workers), [&](std::int64_t) {
      worker me{{}, {}, {}, token_pair(teacher_, student_)};
      // Blocks are taken in order, so when one fails all before it are done or at work.
      for (std::int64_t b = next_++; b < blocks && b < failed_block_; b = next_++) {
        try {
          look_at_block(me, b);
        } catch (...) {
          note_failure(b, std::current_exception());
        }
      }
    });
    if (failure_) {
      std::rethrow_exception(failure_);
    }
    return std::move(out_);
  }

 private:
  void look_at_block(worker& me, std::int64_t b) {
    const std::int64_t first = b * block_, count = std::min(block_, rows_ - first);
    teacher_.read(first, count, me.teacher_bytes);
    student_.read(first, count, me.student_bytes);
    for (std::int64_t i = 0; i < count; ++i) {
      keep(me, first + i,
           me.pair.look(me.teacher_bytes.data() + i * teacher_.layout().row_bytes,
                        me.student_bytes.data() + i * student_.layout().row_bytes, first + i, me.room));
    }
    tell(count);
  }

  void keep(const worker& me, std::int64_t row, const token_numbers& now) {
    const auto r = static_cast<std::size_t>(row);
    out_.kl[r] = now.kl;
    out_.reverse[r] = now.reverse;
    out_.js[r] = now.js;
    out_.same_top[r] = now.teacher_top == now.student_top ? 1 : 0;
    if (!predicted_.empty()) {
      constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
      const std::int32_t token = predicted_[r];
      out_.teacher_log_p[r] = token < 0 ? unknown : me.pair.teacher_log_p(token);
      out_.student_log_p[r] = token < 0 ? unknown : me.pair.student_log_p(token);
      out_.llama_kl[r] = now.llama_kl;
    }
  }

  void tell(std::int64_t rows) {
    if (how_.on_progress) {
      const std::lock_guard<std::mutex> one(mutex_);
      done_ += rows;
      how_.on_progress({.what = "comparing", .done = done_, .total = rows_, .things = "tokens"});
    }
  }

  void note_failure(std::int64_t block, std::exception_ptr why) {
    const std::lock_guard<std::mutex> one(mutex_);
    if (block < failed_block_) {
      failed_block_ = block;
      failure_ = std::move(why);
    }
  }

  const row_source& teacher_;
  const row_source& student_;
  std::span<const std::int32_t> predicted_;
  const logit_options& how_;
  std::int64_t rows_, block_ = 1, done_ = 0;
  token_table out_;
  std::atomic<std::int64_t> next_ = 0, failed_block_ = std::numeric_limits<std::int64_t>::max();
  std::exception_ptr failure_;
  std::mutex mutex_;
};

std::vector<std::int64_t> place_of(std::int64_t row, const row_source& teacher, const row_source& student) {
  for (const row_source* side : {&teacher, &student}) {
    if (const logit_layout& at = side->layout(); at.context > 0) {
      return {row / at.chunk_rows(), at.first_predicted() + row % at.chunk_rows()};
    }
  }
  for (const row_source* side : {&teacher, &student}) {
    if (const auto& shape = side->layout().about.shape; shape.size() == 3) {
      return {row / shape[1], row % shape[1]};
    }
  }
  return {row};
}

}  // namespace

token_table walk(const row_source& teacher, const row_source& student, std::span<const std::int32_t> predicted,
                 const logit_options& how) {
  return token_walk(teacher, student, predicted, how).run();
}

std::vector<token_difference> largest(const token_table& of, int how_many, const row_source& teacher,
                                      const row_source& student, std::span<const std::int32_t> predicted) {
  std::vector<std::int64_t> rows(of.kl.size());
  std::iota(rows.begin(), rows.end(), 0);
  const auto shown = std::min(std::ssize(rows), static_cast<std::ptrdiff_t>(std::max(how_many, 0)));
  const auto larger = [&](std::int64_t a, std::int64_t b) {
    const double x = of.kl[static_cast<std::size_t>(a)], y = of.kl[static_cast<std::size_t>(b)];
    return x > y || (x == y && a < b);
  };
  std::partial_sort(rows.begin(), rows.begin() + shown, rows.end(), larger);
  worker me{{}, {}, {}, token_pair(teacher, student)};
  std::vector<token_difference> out;
  for (const std::int64_t row : std::span(rows).first(static_cast<std::size_t>(shown))) {
    teacher.read(row, 1, me.teacher_bytes);
    student.read(row, 1, me.student_bytes);
    const token_numbers now = me.pair.look(me.teacher_bytes.data(), me.student_bytes.data(), row, me.room);
    const auto choice = [&](std::int64_t token) {
      return token_difference::choice{token, std::exp(me.pair.teacher_log_p(token)),
                                      std::exp(me.pair.student_log_p(token))};
    };
    token_difference one{place_of(row, teacher, student), now.kl, choice(now.teacher_top), choice(now.student_top)};
    if (!predicted.empty() && predicted[static_cast<std::size_t>(row)] >= 0) {
      one.predicted = choice(predicted[static_cast<std::size_t>(row)]);
    }
    out.push_back(std::move(one));
  }
  return out;
}

}  // namespace relent::logits
