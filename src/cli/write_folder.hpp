#pragma once

#include <string>
#include <utility>
#include <vector>

namespace relent::cli {

/// A file's name and what is in it.
using named_files = std::vector<std::pair<std::string, std::string>>;

/// Refuses before long work what `write_folder` could not do after it: a folder that is a file, one that may not be
/// written, one in a place that is not there. Throws error(errc::write_failed).
void check_folder_place(const std::string& folder);

/// Writes all files into a folder, which is made where it is not there: into a temporary beside their places first, so
/// that they appear when all of them could be written, or not at all. Others in the folder are left alone. Throws
/// error(errc::write_failed).
void write_folder(const std::string& folder, const named_files& files);

}  // namespace relent::cli
