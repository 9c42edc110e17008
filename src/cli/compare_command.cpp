#include <fmt/format.h>

#include "relent/compare/comparison.hpp"
#include "relent/core/error.hpp"
#include "relent/report/report.hpp"
#include "relent/table/file.hpp"

#include "commands.hpp"
#include "output.hpp"
#include "progress.hpp"
#include "report_place.hpp"
#include "stop.hpp"

namespace relent::cli {
namespace {

constexpr const char* description =
    "What changed between two data sets, column by column: how far each distribution\n"
    "moved, how likely that is by chance, and what moved. Reads CSV (also .tsv, .gz),\n"
    "Parquet, Arrow IPC and .npy files.";

constexpr const char* examples =
    "Examples:\n"
    "  relent compare train.parquet live.parquet\n"
    "  relent compare train.csv live.csv --columns age,country --html drift.html\n"
    "  relent compare train.parquet live.parquet --exit-code --json > drift.json\n\n"
    "Exit status: 0 done; with --exit-code 1 when a column drifted; 2 an error.";

struct choices {
  std::string reference, current, html;
  std::vector<std::string> columns, types;
  std::string unit = "nats", alpha, bins, preset = "relent", threads;
  bool exit_code = false, json = false;
};

void describe(CLI::App& app, choices& c) {
  set_help(app, "REFERENCE CURRENT [OPTIONS]", examples);
  app.add_option("REFERENCE", c.reference, "the data as it was")->type_name("");
  app.add_option("CURRENT", c.current, "the data as it is now")->type_name("");
  app.add_option("-c,--columns", c.columns, "only these columns; \"quote\" a name that holds a comma")
      ->type_name("NAME,...")
      ->allow_extra_args(false);
  app.add_option("--html", c.html, "write a report of one self-contained page")->type_name("FILE");
  app.add_flag("-j,--json", c.json, "print one JSON object");
  app.add_flag("--exit-code", c.exit_code, "exit with 1 when a column drifted");
  app.add_option("-u,--unit", c.unit, "nats, bits or bans (default nats)")->type_name("UNIT");
  app.add_option("--alpha", c.alpha, "drifted: adjusted p-value below this (default 0.05)")->type_name("A");
  app.add_option("--bins", c.bins, "bins of equal reference share (default 256)")->type_name("N");
  app.add_option("--preset", c.preset, "another tool's numbers: evidently or nannyml")->type_name("TOOL");
  app.add_option("--type", c.types, "read as category, number, boolean or timestamp")
      ->type_name("COLUMN=KIND")
      ->allow_extra_args(false);
  app.add_option("--threads", c.threads, "at most so many threads (default: all)")->type_name("N");
}

compare_options asked(const choices& c) {
  compare_options out{.columns = column_names(c.columns), .unit = parse_unit(c.unit)};
  out.preset =
      one_of<preset>("--preset", c.preset,
                     {{"relent", preset::relent}, {"evidently", preset::evidently}, {"nannyml", preset::nannyml}});
  if (!c.alpha.empty()) {
    out.alpha = number("--alpha", c.alpha);
    if (!(out.alpha > 0 && out.alpha < 1)) {
      throw bad_value("", "--alpha", std::nullopt, out.alpha, "between 0 and 1", errc::out_of_range);
    }
  }
  if (!c.bins.empty()) {
    out.bins = whole_number("--bins", c.bins, 2);
  }
  if (!c.threads.empty()) {
    out.threads = whole_number("--threads", c.threads, 0);
  }
  return out;
}

}  // namespace

status compare_command(const words& given) {
  choices c;
  CLI::App app{description, "relent compare"};
  describe(app, c);
  if (!parse(app, given)) {
    return done;
  }
  if (app["CURRENT"]->count() == 0) {
    throw error(errc::syntax, "relent compare needs two files, as in: relent compare train.parquet live.parquet");
  }
  for (std::string* path : {&c.reference, &c.current, &c.html}) {
    *path = as_written(*path);
  }
  compare_options how = asked(c);
  if (app["--html"]->count() > 0) {
    check_report_place(c.html, {c.reference, c.current});
  }
  const read_options reading{.types = column_types(c.types)};
  const auto reference = open_file(c.reference, reading);
  const auto current = open_file(c.current, reading);

  comparison found;
  {
    progress_line line;
    how.on_progress = [&](const progress& now) { line(now); };
    found = compare(*reference, *current, how);
  }
  if (!c.html.empty()) {
    words line{"relent", "compare"};
    line.insert(line.end(), given.begin(), given.end());
    const std::string page = to_html(found, shell_line(line));
    const do_not_stop until_written;
    write_whole(c.html, page);
  }
  if (c.json) {
    print(to_json(found));
  } else {
    print(to_text(found, style_of_output()) + (c.html.empty() ? "" : fmt::format("wrote {}\n", c.html)));
  }
  return c.exit_code && !found.drifted.empty() ? drift_found : done;
}

}  // namespace relent::cli
