#include <array>
#include <csignal>
#include <exception>
#include <new>

#include <fmt/format.h>

#include "relent/core/error.hpp"
#include "relent/core/words.hpp"

#include "commands.hpp"
#include "output.hpp"
#include "stop.hpp"

namespace relent::cli {
namespace {

struct command {
  std::string_view name;
  status (*run)(const words& given);
  std::string_view usage;
  std::string_view summary;
  std::string_view example;
};

constexpr std::array<command, 9> commands{{
    {"measure", measure_command, "measure P [Q]", "how far apart two distributions are, or how uncertain one is",
     "relent measure 0.1,0.4,0.5 0.8,0.15,0.05 --unit bits"},
    {"compare", compare_command, "compare REFERENCE CURRENT", "what changed between two data sets, column by column",
     "relent compare train.parquet live.parquet --html drift.html"},
    {"fit", fit_command, "fit TARGET --family F", "the nearest member of a family; every local optimum",
     "relent fit '0.5*normal(-4,1) + 0.5*normal(4,1)' --family normal --objective reverse-kl"},
    {"rank", rank_command, "rank DATA MODEL...", "which model loses least information about the data",
     "relent rank data.csv:age normal gamma 'mixture(2)'"},
    {"associations", associations_command, "associations DATA", "mutual information of every pair of columns",
     "relent associations train.parquet --html associations.html"},
    {"logits", logits_command, "logits TEACHER STUDENT", "two models' logits, token by token",
     "relent logits full.npy quantised.npy --html logits.html"},
    {"gallery", gallery_command, "gallery [NAME]", "the classic results, with numbers and pictures",
     "relent gallery two_modes"},
    {"measures", measures_command, "measures", "the catalogue of measures, with formulas and sources",
     "relent measures --json"},
    {"families", families_command, "families", "the named distributions, with parameters and formulas",
     "relent families"},
}};

std::string help() {
  std::string out = "relent measures and explains the difference between probability distributions.\n\nCommands:\n";
  for (const command& c : commands) {
    out += fmt::format("  relent {:<28}{}\n", c.usage, c.summary);
  }
  out += "\nExamples:\n";
  for (const command& c : commands) {
    out += fmt::format("  {}\n", c.example);
  }
  return out + "\nrelent COMMAND --help tells all of a command's options; relent --version the version.\n";
}

[[noreturn]] void refuse_command(const std::string& name) {
  std::vector<std::string_view> names{"--help", "--version"};
  for (const command& c : commands) {
    names.push_back(c.name);
  }
  throw error(errc::unknown_name,
              fmt::format("no command {}{}{}", relent::quoted(name), relent::suggestion(name, names),
                          relent::nearest(name, names).empty() ? "; relent --help lists them" : ""));
}

status run(const words& given) {
  if (given.empty()) {
    print(help());
    throw error(errc::syntax, "no command was given");
  }
  const std::string& first = given.front();
  if (first == "--help" || first == "-h" || (first == "help" && given.size() == 1)) {
    print(help());
    return done;
  }
  if (first == "--version" || first == "-V") {
    print("relent " RELENT_VERSION "\n");
    return done;
  }
  words rest(given.begin() + 1, given.end());
  if (first == "help") {
    return run({rest.front(), "--help"});
  }
  for (const command& c : commands) {
    if (c.name == first) {
      return c.run(rest);
    }
  }
  refuse_command(first);
}

}  // namespace
}  // namespace relent::cli

int main(int argc, char** argv) {
  using namespace relent::cli;
  try {
    // A reader that goes away is seen where we write.
    std::signal(SIGPIPE, SIG_IGN);
    stop_on_signals();
    return run(words(argv + 1, argv + argc));
  } catch (const relent::error& e) {
    complain(e.message());
  } catch (const std::bad_alloc&) {
    complain("out of memory");
  } catch (const std::exception& e) {
    complain(e.what());
  } catch (...) {
    complain("an unknown failure");
  }
  return failed;
}
