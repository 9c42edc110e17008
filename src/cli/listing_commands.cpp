#include <string>

#include <fmt/format.h>

#include "relent/report/catalogue.hpp"

#include "commands.hpp"
#include "output.hpp"

namespace relent::cli {
namespace {

/// A command that shows a list of the catalogue, as text or as JSON.
struct listing {
  const char* command;
  const char* description;
  std::string (*text)(const text_style& style);
  std::string (*json)();
};

status show(const listing& what, const words& given) {
  bool json = false;
  CLI::App app{what.description, what.command};
  set_help(app, "[OPTIONS]", fmt::format("Examples:\n  {0}\n  {0} --json", what.command));
  app.add_flag("-j,--json", json, "print one JSON object");
  if (parse(app, given)) {
    print(json ? what.json() : what.text(style_of_output()));
  }
  return done;
}

}  // namespace

status measures_command(const words& given) {
  return show({.command = "relent measures",
               .description = "The catalogue: every measure with its formula, range, conventions at zero and\n"
                              "source, and the ways in which operands are answered.",
               .text = catalogue_text,
               .json = catalogue_json},
              given);
}

status families_command(const words& given) {
  return show({.command = "relent families",
               .description = "The named families: their parameters, densities or masses, and supports, as they are\n"
                              "written wherever a distribution is asked for.",
               .text = families_text,
               .json = families_json},
              given);
}

}  // namespace relent::cli
