#pragma once

#include <string>
#include <vector>

namespace relent::cli {

/// Refuses before the long work what could not be written after it: a page over the data it is made from, into a folder
/// that is not there or may not be written. Throws error(errc::write_failed).
void check_report_place(const std::string& html, const std::vector<std::string>& data);

}  // namespace relent::cli
