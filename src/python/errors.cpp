#include "errors.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include "relent/core/error.hpp"

namespace nb = nanobind;

namespace relent::python {
namespace {

/// The Python classes, made once when the module is imported. They live as long as the interpreter.
struct classes {
  PyObject* base = nullptr;
  PyObject* value = nullptr;
  PyObject* type = nullptr;
  PyObject* not_found = nullptr;
  PyObject* file = nullptr;
};

classes& made() noexcept {
  static classes c;
  return c;
}

struct kind {
  PyObject* type;
  const char* code;
};

kind kind_of(errc code) noexcept {
  const classes& c = made();
  switch (code) {
    case errc::invalid_value:
      return {c.value, "invalid_value"};
    case errc::not_normalised:
      return {c.value, "not_normalised"};
    case errc::empty:
      return {c.value, "empty"};
    case errc::shape_mismatch:
      return {c.value, "shape_mismatch"};
    case errc::out_of_range:
      return {c.value, "out_of_range"};
    case errc::unknown_name:
      return {c.value, "unknown_name"};
    case errc::syntax:
      return {c.value, "syntax"};
    case errc::unsupported:
      return {c.value, "unsupported"};
    case errc::type_mismatch:
      return {c.type, "type_mismatch"};
    case errc::not_found:
      return {c.not_found, "not_found"};
    case errc::unreadable:
      return {c.file, "unreadable"};
    case errc::corrupt:
      return {c.value, "corrupt"};
    case errc::write_failed:
      return {c.file, "write_failed"};
    case errc::interrupted:
      return {PyExc_KeyboardInterrupt, "interrupted"};
  }
  return {c.base, "unknown"};
}

/// A function of the package that the user called, and its parameters.
struct called_function {
  std::string name;
  std::vector<std::string> parameters;

  [[nodiscard]] bool has(std::string_view parameter) const {
    return std::ranges::find(parameters, parameter) != parameters.end();
  }
};

/// The outermost function, on the way to here, that a module of the package gives out; methods keep their own words.
std::optional<called_function> called() {
  constexpr std::array exporting{"relent.torch", "relent.losses", "relent"};
  std::optional<called_function> out;
  for (nb::object frame = nb::borrow(reinterpret_cast<PyObject*>(PyEval_GetFrame())); frame && !frame.is_none();
       frame = frame.attr("f_back")) {
    const auto module = nb::cast<std::string>(nb::str(frame.attr("f_globals").attr("get")("__name__", "")));
    const bool ours = module == "relent" || module.starts_with("relent.");
    if (!ours && !module.starts_with("torch.")) {
      break;
    }
    const nb::object code = frame.attr("f_code");
    const auto name = nb::cast<std::string>(code.attr("co_name"));
    const nb::dict modules = nb::module_::import_("sys").attr("modules");
    for (const char* const from : exporting) {
      if (!ours || !module.starts_with(from) || !modules.contains(from) || !nb::hasattr(modules[from], name.c_str())) {
        continue;
      }
      const nb::object given_out = modules[from].attr(name.c_str());
      if (nb::hasattr(given_out, "__code__") && given_out.attr("__code__").is(code)) {
        const auto count =
            nb::cast<std::size_t>(code.attr("co_argcount")) + nb::cast<std::size_t>(code.attr("co_kwonlyargcount"));
        out = {name, nb::cast<std::vector<std::string>>(nb::list(code.attr("co_varnames")))};
        out->parameters.resize(std::min(count, out->parameters.size()));
      }
      break;
    }
  }
  return out;
}

/// What Python calls arguments that C++ has other names for.
constexpr std::array<std::pair<std::string_view, std::string_view>, 15> renamed{{{"from_penalty", "unbalanced"},
                                                                                 {"members", "A"},
                                                                                 {"costs", "M"},
                                                                                 {"to_penalty", "unbalanced"},
                                                                                 {"epsilon", "reg"},
                                                                                 {"directions", "n_projections"},
                                                                                 {"order", "p"},
                                                                                 {"classes", "labels"},
                                                                                 {"classes", "target"},
                                                                                 {"input", "student"},
                                                                                 {"target", "teacher"},
                                                                                 {"input", "first"},
                                                                                 {"target", "second"},
                                                                                 {"input", "q"},
                                                                                 {"target", "p"}}};

/// What was refused, with the function that the user called and the argument that the user typed.
std::string words_of(const error& e) {
  const std::optional<called_function> by = e.function().empty() ? std::nullopt : called();
  if (!by) {
    return e.what();
  }
  std::string message = e.message();
  const std::string argument = message.substr(0, message.find_first_of(" ["));
  const std::string_view rest = std::string_view(message).substr(argument.size());
  const bool a_value = rest.starts_with('[') || rest.starts_with(" = ") || rest.starts_with(" row ");
  const auto known =
      std::ranges::find_if(renamed, [&](const auto& pair) { return pair.first == argument && by->has(pair.second); });
  if (a_value && !by->has(argument) && known != renamed.end()) {
    message.replace(0, argument.size(), known->second);
  }
  return by->name + ": " + message;
}

void raise(const error& e) {
  const kind k = kind_of(e.code());
  const nb::object instance = nb::handle(k.type)(words_of(e).c_str());
  if (k.type != PyExc_KeyboardInterrupt) {
    instance.attr("code") = k.code;
  }
  PyErr_SetObject(k.type, instance.ptr());
}

PyObject* make_class(nb::module_& m, const char* name, const nb::tuple& bases, const char* doc) {
  const std::string full = std::string("relent.") + name;
  PyObject* type = PyErr_NewExceptionWithDoc(full.c_str(), doc, bases.ptr(), nullptr);
  if (type == nullptr) {
    throw nb::python_error();
  }
  m.attr(name) = nb::handle(type);
  return type;
}

}  // namespace

void bind_errors(nb::module_& m) {
  classes& c = made();
  c.base = make_class(m, "Error", nb::make_tuple(nb::handle(PyExc_Exception)),
                      "Everything relent refuses. One line: what, where, which value, which bound. `code` says which "
                      "kind (\"invalid_value\", \"shape_mismatch\", ...).");
  const nb::handle base(c.base);
  c.value = make_class(m, "InputError", nb::make_tuple(base, nb::handle(PyExc_ValueError)),
                       "A value, a shape, a name or a text that does not do.");
  c.type = make_class(m, "InputTypeError", nb::make_tuple(base, nb::handle(PyExc_TypeError)),
                      "Words where numbers are needed, and the like.");
  c.file = make_class(m, "FileError", nb::make_tuple(base, nb::handle(PyExc_OSError)),
                      "A file that cannot be read or written.");
  c.not_found = make_class(m, "MissingFileError",
                           nb::make_tuple(nb::handle(c.file), nb::handle(PyExc_FileNotFoundError)), "No such file.");
  nb::register_exception_translator([](const std::exception_ptr& p, void*) {
    try {
      std::rethrow_exception(p);
    } catch (const error& e) {
      raise(e);
    }
  });
}

}  // namespace relent::python
