#include "progress.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <string_view>

#include <sys/ioctl.h>
#include <unistd.h>

#include "report/number_text.hpp"
#include "report/safe_text.hpp"

namespace relent::cli {
namespace {

constexpr std::chrono::milliseconds patience{300};  ///< quick work shows no line at all
constexpr std::chrono::milliseconds pace{100};

std::atomic<bool>& line_is_there() {
  static std::atomic<bool> there{false};
  return there;
}

void write_error(std::string_view text) noexcept {
  // What cannot be shown is not worth an error.
  const ssize_t written = ::write(STDERR_FILENO, text.data(), text.size());
  static_cast<void>(written);
}

std::string duration_text(double seconds) {
  const auto s = static_cast<std::int64_t>(std::ceil(seconds));
  return s < 120 ? std::to_string(s) + " s" : std::to_string((s + 59) / 60) + " min";
}

}  // namespace

std::string progress_text(const progress& now, double seconds, int width) {
  using report::thousands;
  std::string out = report::printable(now.what) + "   " + thousands(now.done);
  if (now.total > 0) {
    const std::int64_t percent = 100 * now.done / now.total;
    out += " of " + thousands(now.total) + " " + std::string(now.things) + "   " + std::to_string(percent) + "%";
  } else {
    out += " " + std::string(now.things);
  }
  if (seconds > 0 && now.done > 0) {
    const double rate = static_cast<double>(now.done) / seconds;
    out += "   " + thousands(static_cast<std::int64_t>(rate)) + "/s";
    if (now.total > now.done) {
      out += "   " + duration_text(static_cast<double>(now.total - now.done) / rate) + " left";
    }
  }
  return report::elide(out, static_cast<std::size_t>(std::max(width, 20)));
}

progress_line::progress_line() : terminal_(::isatty(STDERR_FILENO) != 0), started_(clock::now()), shown_(started_) {
  shown_ += patience - pace;
}

progress_line::~progress_line() { clear_progress(); }

void progress_line::operator()(const progress& now) {
  if (!terminal_) {
    return;
  }
  const auto time = clock::now();
  if (time - shown_ < pace) {
    return;
  }
  shown_ = time;
  winsize size{};
  const int width = ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
  line_is_there() = true;
  write_error("\r" + progress_text(now, std::chrono::duration<double>(time - started_).count(), width - 1) + "\x1b[K");
}

void clear_progress() noexcept {
  if (line_is_there().exchange(false)) {
    write_error("\r\x1b[K");
  }
}

}  // namespace relent::cli
