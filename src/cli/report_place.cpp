#include "report_place.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>

#include <fmt/format.h>
#include <unistd.h>

#include "relent/core/error.hpp"
#include "relent/core/words.hpp"

namespace relent::cli {

void check_report_place(const std::string& html, const std::vector<std::string>& data) {
  namespace fs = std::filesystem;
  std::error_code unknown;
  const fs::path page(html);
  for (const std::string& file : data) {
    if (fs::equivalent(page, file, unknown)) {
      throw error(errc::write_failed, fmt::format("--html {} would overwrite the data it reads", relent::quoted(html)));
    }
  }
  const fs::path folder = page.has_parent_path() ? page.parent_path() : fs::path(".");
  if (fs::is_directory(page, unknown)) {
    throw error(errc::write_failed, fmt::format("cannot write {}: it is a directory", relent::quoted(html, 200)));
  }
  if (!fs::exists(page, unknown) && ::access(folder.c_str(), W_OK) != 0) {
    throw error(errc::write_failed,
                fmt::format("cannot write {}: {}", relent::quoted(html, 200), std::strerror(errno)));
  }
}

}  // namespace relent::cli
