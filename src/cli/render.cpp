#include "render.hpp"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <optional>
#include <string_view>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "relent/core/error.hpp"

extern char** environ;  // NOLINT(readability-redundant-declaration): POSIX asks for it

namespace relent::cli {
namespace {

constexpr int no_package = 3;

/// Reads specifications from standard input, a JSON list; writes an SVG and a PNG of each, its length in a line before.
constexpr const char* program = R"(
import json, sys
try:
    import vl_convert
except ImportError:
    sys.exit(3)
out = sys.stdout.buffer
for picture in json.load(sys.stdin):
    svg = vl_convert.vegalite_to_svg(picture).encode()
    for data in (svg, vl_convert.vegalite_to_png(picture, scale=1.5)):
        out.write(b"%d\n" % len(data) + data)
)";

/// A descriptor that is closed in the end.
class descriptor {
 public:
  explicit descriptor(int number = -1) : number_(number) {}
  descriptor(const descriptor&) = delete;
  descriptor& operator=(const descriptor&) = delete;
  ~descriptor() { close(); }
  void close() {
    if (number_ >= 0) {
      ::close(number_);
    }
    number_ = -1;
  }
  void hold(int number) { number_ = number; }
  [[nodiscard]] int get() const { return number_; }

 private:
  int number_;
};

struct channel {
  descriptor out, in;

  channel() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
      throw error(errc::write_failed, fmt::format("cannot draw pictures: {}", std::strerror(errno)));
    }
    out.hold(ends[0]);
    in.hold(ends[1]);
  }
};

void send(int to, std::string_view text) {
  while (!text.empty()) {
    const ssize_t n = ::write(to, text.data(), text.size());
    if (n < 0 && errno != EINTR) {
      return;  // it has gone; its status says why
    }
    text.remove_prefix(n > 0 ? static_cast<std::size_t>(n) : 0);
  }
}

std::string receive(int from) {
  std::string out;
  std::array<char, 1 << 16> piece{};
  while (true) {
    const ssize_t n = ::read(from, piece.data(), piece.size());
    if (n == 0 || (n < 0 && errno != EINTR)) {
      return out;
    }
    out.append(piece.data(), n > 0 ? static_cast<std::size_t>(n) : 0);
  }
}

/// What `python` prints when it runs the program; nothing where there is no such Python, or no package.
std::optional<std::string> run(const std::string& python, std::string_view input) {
  channel to, from;
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, to.out.get(), STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, from.in.get(), STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  std::array<std::string, 3> words{python, "-c", program};
  std::array<char*, 4> arguments{words[0].data(), words[1].data(), words[2].data(), nullptr};
  pid_t child = 0;
  const int reason = ::posix_spawnp(&child, python.c_str(), &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (reason != 0) {
    return std::nullopt;
  }
  to.out.close();
  from.in.close();
  send(to.in.get(), input);
  to.in.close();
  std::string printed = receive(from.out.get());
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (WIFEXITED(status) && (WEXITSTATUS(status) == no_package || WEXITSTATUS(status) == 127)) {
    return std::nullopt;
  }
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    throw error(errc::write_failed, fmt::format("{} could not draw the pictures with vl-convert", python));
  }
  return printed;
}

/// The next piece, whose length stands in a line before it.
std::string next(std::string_view& rest) {
  const std::size_t line = rest.find('\n');
  const std::size_t length = line == std::string_view::npos ? 0 : std::strtoull(rest.data(), nullptr, 10);
  if (length == 0 || rest.size() - line - 1 < length) {
    throw error(errc::write_failed, "vl-convert drew less than it was asked for");
  }
  std::string out(rest.substr(line + 1, length));
  rest.remove_prefix(line + 1 + length);
  return out;
}

std::vector<std::string> pythons() {
  std::vector<std::string> out;
  // NOLINTNEXTLINE(concurrency-mt-unsafe): nothing here changes the environment.
  if (const char* given = std::getenv("RELENT_PYTHON"); given != nullptr && *given != '\0') {
    return {given};
  }
  std::error_code unknown;
  const std::filesystem::path own = std::filesystem::read_symlink("/proc/self/exe", unknown);
  if (const auto beside = own.parent_path() / "python"; !unknown && std::filesystem::exists(beside, unknown)) {
    out.push_back(beside.string());
  }
  out.insert(out.end(), {"python3", "python"});
  return out;
}

}  // namespace

std::vector<rendered_picture> render(const std::vector<exhibit_picture>& pictures) {
  std::string input = "[";
  for (const exhibit_picture& p : pictures) {
    input += (input.size() > 1 ? "," : "") + p.vega_lite;
  }
  input += "]";
  for (const std::string& python : pythons()) {
    const std::optional<std::string> printed = run(python, input);
    if (!printed) {
      continue;
    }
    std::string_view rest = *printed;
    std::vector<rendered_picture> out;
    for (std::size_t i = 0; i < pictures.size(); ++i) {
      rendered_picture one;
      one.svg = next(rest);
      one.png = next(rest);
      out.push_back(std::move(one));
    }
    return out;
  }
  return {};
}

}  // namespace relent::cli
