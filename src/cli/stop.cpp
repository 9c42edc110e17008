#include "stop.hpp"

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <thread>

#include <fcntl.h>
#include <unistd.h>

#include "progress.hpp"

namespace relent::cli {
namespace {

constexpr std::chrono::milliseconds patience{600};

std::timed_mutex& writing() {
  static std::timed_mutex mutex;
  return mutex;
}

/// The signal's number goes through here, from whichever thread it hits to the one that waits. Threads that a library
/// started before main do not have the signal blocked, so waiting for a blocked signal would not do.
std::array<int, 2>& ends() {
  static std::array<int, 2> pipe_ends{-1, -1};
  return pipe_ends;
}

extern "C" void pass_on(int signal) {
  const int before = errno;
  const auto number = static_cast<unsigned char>(signal);
  static_cast<void>(!::write(ends()[1], &number, 1));
  errno = before;
}

[[noreturn]] void wait_for_signal() {
  unsigned char signal = 0;
  while (::read(ends()[0], &signal, 1) != 1) {
  }
  const bool finished = writing().try_lock_for(patience);
  static_cast<void>(finished);  // a write that hangs must not keep us
  clear_progress();
  ::_exit(128 + signal);
}

}  // namespace

void stop_on_signals() {
  if (::pipe2(ends().data(), O_CLOEXEC) != 0) {
    return;  // no descriptor is left: the signals end us as they end anybody
  }
  std::thread(wait_for_signal).detach();
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction now {};
    if (::sigaction(signal, nullptr, &now) == 0 && now.sa_handler != SIG_IGN) {  // as with nohup: stays ignored
      now = {};
      now.sa_handler = pass_on;
      now.sa_flags = SA_RESTART;
      static_cast<void>(::sigaction(signal, &now, nullptr));
    }
  }
}

do_not_stop::do_not_stop() : held_(writing()) {}

}  // namespace relent::cli
