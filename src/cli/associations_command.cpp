#include <fmt/format.h>

#include "relent/compare/associations.hpp"
#include "relent/core/error.hpp"
#include "relent/report/associations.hpp"
#include "relent/table/file.hpp"

#include "commands.hpp"
#include "output.hpp"
#include "progress.hpp"
#include "report_place.hpp"
#include "stop.hpp"

namespace relent::cli {
namespace {

constexpr const char* description =
    "What the columns of a data set tell of each other: the mutual information of every\n"
    "pair, its interval, and how likely so much is by chance. Numbers and words alike.\n"
    "Reads CSV (also .tsv, .gz), Parquet, Arrow IPC and .npy files.";

constexpr const char* examples =
    "Examples:\n"
    "  relent associations train.parquet\n"
    "  relent associations train.csv --columns age,country,income --unit bits\n"
    "  relent associations train.parquet --html associations.html --rows 50000";

struct choices {
  std::string data, html, unit = "nats", rows, level, threads;
  std::vector<std::string> columns, types;
  bool json = false;
};

void describe(CLI::App& app, choices& c) {
  set_help(app, "DATA [OPTIONS]", examples);
  app.add_option("DATA", c.data, "the data set")->type_name("");
  app.add_option("-c,--columns", c.columns, "only these columns; \"quote\" a name that holds a comma")
      ->type_name("NAME,...")
      ->allow_extra_args(false);
  app.add_option("-u,--unit", c.unit, "nats, bits or bans (default nats)")->type_name("UNIT");
  app.add_option("--rows", c.rows, "at most so many rows, drawn at random (default 10000)")->type_name("N");
  app.add_option("--level", c.level, "confidence level of intervals (default 0.95)")->type_name("L");
  app.add_option("--html", c.html, "write a map of all pairs as one self-contained page")->type_name("FILE");
  app.add_flag("-j,--json", c.json, "print one JSON object");
  app.add_option("--type", c.types, "read as category, number, boolean or timestamp")
      ->type_name("COLUMN=KIND")
      ->allow_extra_args(false);
  app.add_option("--threads", c.threads, "at most so many threads (default: all)")->type_name("N");
}

association_options asked(const choices& c) {
  association_options out{.columns = column_names(c.columns), .unit = parse_unit(c.unit)};
  if (!c.rows.empty()) {
    out.rows = whole_number("--rows", c.rows, 20);
  }
  if (!c.level.empty()) {
    out.level = number("--level", c.level);
  }
  if (!c.threads.empty()) {
    out.threads = whole_number("--threads", c.threads, 0);
  }
  return out;
}

}  // namespace

status associations_command(const words& given) {
  choices c;
  CLI::App app{description, "relent associations"};
  describe(app, c);
  if (!parse(app, given)) {
    return done;
  }
  if (app["DATA"]->count() == 0) {
    throw error(errc::syntax, "relent associations needs a file, as in: relent associations train.parquet");
  }
  c.data = as_written(c.data);
  c.html = as_written(c.html);
  association_options how = asked(c);
  if (app["--html"]->count() > 0) {
    check_report_place(c.html, {c.data});
  }
  const auto data = open_file(c.data, {.types = column_types(c.types)});
  associations found;
  {
    progress_line line;
    how.on_progress = [&](const progress& now) { line(now); };
    found = find_associations(*data, how);
  }
  if (!c.html.empty()) {
    words line{"relent", "associations"};
    line.insert(line.end(), given.begin(), given.end());
    const std::string page = to_html(found, shell_line(line));
    const do_not_stop until_written;
    write_whole(c.html, page);
  }
  const std::string wrote = c.html.empty() ? "" : fmt::format("wrote {}\n", c.html);
  print(c.json ? to_json(found) : to_text(found, style_of_output()) + wrote);
  return done;
}

}  // namespace relent::cli
