#pragma once

#include <functional>

#include <nanobind/nanobind.h>

#include "relent/compare/comparison.hpp"

namespace relent::python {

/// Tells Python how far the work is, and lets a waiting Ctrl-C through.
inline std::function<void(const progress&)> progress_to(nanobind::handle report) {
  return [report](const progress& p) {
    const nanobind::gil_scoped_acquire lock;
    if (PyErr_CheckSignals() != 0) {
      throw nanobind::python_error();
    }
    if (!report.is_none()) {
      report(p.what, p.done, p.total);
    }
  };
}

}  // namespace relent::python
