#include "write_folder.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <system_error>

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "relent/core/error.hpp"
#include "relent/core/words.hpp"
#include "relent/report/report.hpp"

namespace relent::cli {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse(const fs::path& folder, const std::string& reason) {
  throw error(errc::write_failed, fmt::format("cannot write {}: {}", quoted(folder.string(), 200), reason));
}

/// `out/` and `out` are one place.
fs::path plain(const std::string& folder) {
  fs::path out(folder);
  return out.has_filename() || !out.has_parent_path() ? out : out.parent_path();
}

fs::path holder_of(const fs::path& folder) { return folder.has_parent_path() ? folder.parent_path() : fs::path("."); }

/// A folder of its own that is gone in the end, with what is still in it.
class scratch {
 public:
  explicit scratch(const fs::path& beside) : path_(beside.string() + ".XXXXXX") {
    if (::mkdtemp(path_.data()) == nullptr) {
      refuse(beside, std::strerror(errno));
    }
  }
  scratch(const scratch&) = delete;
  scratch& operator=(const scratch&) = delete;
  ~scratch() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  [[nodiscard]] fs::path path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace

void check_folder_place(const std::string& folder) {
  const fs::path place = plain(folder);
  std::error_code unknown;
  if (place.empty()) {
    throw error(errc::write_failed, "--out needs the name of a folder");
  }
  if (fs::exists(place, unknown)) {
    if (!fs::is_directory(place, unknown)) {
      refuse(place, "it is no folder");
    }
    if (::access(place.c_str(), W_OK | X_OK) != 0) {
      refuse(place, std::strerror(errno));
    }
  } else if (::access(holder_of(place).c_str(), W_OK | X_OK) != 0) {
    refuse(place, std::strerror(errno));
  }
}

void write_folder(const std::string& folder, const named_files& files) {
  check_folder_place(folder);
  const fs::path place = plain(folder);
  const bool there = fs::is_directory(place);
  const scratch staged(there ? place / ".relent" : place);
  for (const auto& [name, content] : files) {
    if (there && fs::is_directory(place / name)) {
      refuse(place / name, std::strerror(EISDIR));
    }
    write_whole((staged.path() / name).string(), content);
  }
  std::error_code failed;
  if (there) {
    for (const auto& [name, content] : files) {
      fs::rename(staged.path() / name, place / name, failed);
      if (failed) {
        refuse(place / name, failed.message());
      }
    }
    return;
  }
  const mode_t mask = ::umask(0);
  ::umask(mask);
  ::chmod(staged.path().c_str(), 0777 & ~mask);
  fs::rename(staged.path(), place, failed);
  if (failed) {
    refuse(place, failed.message());
  }
}

}  // namespace relent::cli
