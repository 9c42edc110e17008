#include <optional>
#include <variant>

#include <fmt/format.h>

#include "relent/catalogue/answer.hpp"
#include "relent/core/error.hpp"
#include "relent/report/measure_page.hpp"
#include "relent/report/report.hpp"
#include "relent/table/file.hpp"

#include "commands.hpp"
#include "output.hpp"
#include "stop.hpp"

namespace relent::cli {
namespace {

constexpr std::size_t most_named_in_text = 10;

constexpr const char* description =
    "How far apart two distributions are, or how uncertain one is.\n\n"
    "P and Q are one of\n"
    "  0.25,0.75 or 1/4,3/4    probability masses\n"
    "  0.1,0.2;0.3,0.4         a joint table of masses, rows between semicolons\n"
    "  counts:19,2,0,7         observed counts: data, so answers get an interval\n"
    "  data.csv:age  x.npy     a column of a CSV, Parquet or Arrow file, an array\n"
    "  normal(0, 1)            a named distribution or a mixture; relent families\n"
    "Without --measure the usual ones are shown, with --measure all every one that\n"
    "the two have; relent measures lists them.";

constexpr const char* examples =
    "Examples:\n"
    "  relent measure 0.1,0.4,0.5 0.8,0.15,0.05 --unit bits\n"
    "  relent measure 1/8,1/8,1/4,1/2 --measure entropy,perplexity\n"
    "  relent measure counts:19,2,0,7 0.5,0.25,0.125,0.125 --measure kl --explain\n"
    "  relent measure 'normal(0,1)' 'gamma(2,1)' --measure kl,w1,w2,energy\n"
    "  relent measure train.parquet:country live.parquet:country --measure js,tv --json";

struct choices {
  std::string p, q;
  std::vector<std::string> measures, types, support;
  std::string unit = "nats", alpha, weight, level, normaliser, estimator, threads, weights;
  std::string html;
  bool normalise = false, generalised = false, explain = false, json = false, serial = false;
};

void describe(CLI::App& app, choices& c) {
  set_help(app, "P [Q] [OPTIONS]", examples);
  app.add_option("P", c.p, "the first distribution")->type_name("");
  app.add_option("Q", c.q, "the second; not needed for entropy and the like")->type_name("");
  app.add_option("-m,--measure", c.measures, "measures by name, kl,js,tv,...; or all")
      ->type_name("NAME,...")
      ->delimiter(',')
      ->allow_extra_args(false);
  app.add_option("-u,--unit", c.unit, "nats, bits or bans (default nats)")->type_name("UNIT");
  app.add_flag("--normalize", c.normalise, "divide masses by their sum first");
  app.add_flag("--generalized", c.generalised, "take masses as they are, whatever their sum");
  app.add_option("--alpha", c.alpha, "order of Renyi, Tsallis and alpha (default 0.5)")->type_name("A");
  app.add_option("--weight", c.weight, "weight of P in Jensen-Shannon (default 0.5)")->type_name("W");
  app.add_option("--normalizer", c.normaliser, "of NMI: arithmetic (default), geometric, minimum,\nmaximum or joint")
      ->type_name("MEAN");
  app.add_flag("--normalise", c.normalise)->group("");  // the other spelling, not shown
  app.add_flag("--generalised", c.generalised)->group("");
  app.add_option("--normaliser", c.normaliser)->group("");
  app.add_option("--support", c.support, "where masses and counts lie on the line (default\n0, 1, 2, ...)")
      ->type_name("X,...")
      ->delimiter(',')
      ->allow_extra_args(false);
  app.add_option("--type", c.types, "read as category, number, boolean or timestamp")
      ->type_name("COLUMN=KIND")
      ->allow_extra_args(false);
  app.add_option("--weights", c.weights, "the column that weighs the rows of both files")->type_name("COLUMN");
  app.add_flag("--serial", c.serial, "rows are a series in time, not independent draws");
  app.add_option("--level", c.level, "confidence level of intervals (default 0.95)")->type_name("L");
  app.add_option("--estimator", c.estimator,
                 "of counts: plug_in; of their entropy also miller_madow,\ngrassberger, chao_shen, james_stein, nsb, "
                 "jackknife or\n"
                 "best_polynomial (default: by sample size)")
      ->type_name("NAME");
  app.add_flag("-e,--explain", c.explain, "show what each element adds");
  app.add_flag("-j,--json", c.json, "print one JSON object");
  app.add_option("--html", c.html, "write both, and p log(p/q) or where the mass goes, as\none HTML page")
      ->type_name("FILE");
  app.add_option("--threads", c.threads, "at most so many threads (default: all)")->type_name("N");
}

question asked(const choices& c) {
  question out{.measures = c.measures, .unit = parse_unit(c.unit), .how = {}, .support = {}, .explain = c.explain};
  if (c.normalise && c.generalised) {
    throw error(errc::syntax, "--normalize and --generalized exclude each other");
  }
  out.how.mode = c.normalise ? mass_mode::normalise : c.generalised ? mass_mode::generalised : mass_mode::strict;
  if (!c.alpha.empty()) {
    out.how.alpha = number("--alpha", c.alpha);
  }
  if (!c.weight.empty()) {
    out.how.weight = number("--weight", c.weight);
  }
  if (!c.normaliser.empty()) {
    out.how.normaliser = one_of<mi_normaliser>("--normalizer", c.normaliser,
                                               {{"arithmetic", mi_normaliser::arithmetic},
                                                {"geometric", mi_normaliser::geometric},
                                                {"minimum", mi_normaliser::minimum},
                                                {"maximum", mi_normaliser::maximum},
                                                {"joint", mi_normaliser::joint}});
  }
  for (const std::string& place : c.support) {
    out.support.push_back(number("--support", place));
  }
  if (!c.level.empty()) {
    out.level = number("--level", c.level);
  }
  out.serial = c.serial;
  out.estimator = c.estimator;
  if (!c.threads.empty()) {
    out.how.threads = whole_number("--threads", c.threads, 0);
  }
  if (!c.json) {
    out.named_elements = most_named_in_text;
  }
  return out;
}

/// The page of two distributions, whole or not at all.
void write_page(const std::string& path, const measurement& answers, question what, const operand& p,
                const std::optional<operand>& q, const std::string& command) {
  if (!q) {
    throw error(errc::unsupported, "--html draws two distributions over each other; give a second operand");
  }
  what.measures = {"kl_divergence"};
  what.explain = false;
  std::optional<measurement> kl;
  if (!shows_coupling_alone(answers, p, *q)) {
    kl = ask(what, p, &*q);
  }
  const std::string page = to_html(answers, kl, p, *q, what.support, command);
  const do_not_stop until_written;
  write_whole(path, page);
}

}  // namespace

status measure_command(const words& given) {
  words made_by{"relent", "measure"};
  made_by.insert(made_by.end(), given.begin(), given.end());
  choices c;
  CLI::App app{description, "relent measure"};
  describe(app, c);
  if (!parse(app, given)) {
    return done;
  }
  if (app["P"]->count() == 0) {
    throw error(errc::syntax, "relent measure needs a distribution, as in: relent measure 0.5,0.5 0.9,0.1");
  }
  c.html = as_written(c.html);
  const question what = asked(c);
  const read_options how{.types = column_types(c.types), .weights = c.weights};
  const column_loader load = [&](const std::string& path, const std::string& column) {
    return load_column(path, column, how);
  };
  const operand p = parse_operand(c.p, load);
  std::optional<operand> q;
  if (app["Q"]->count() > 0) {
    q = parse_operand(c.q, load);
  }
  const auto weighs = [](const operand& o) {
    const auto* column = std::get_if<samples>(&o.content);
    const auto* rows = std::get_if<joint_samples>(&o.content);
    return (column != nullptr && !column->weights.empty()) || (rows != nullptr && !rows->weights.empty());
  };
  if (!c.weights.empty() && !weighs(p) && !(q && weighs(*q))) {
    throw error(errc::syntax, "--weights weighs the rows of a file's column of numbers, and neither operand is one");
  }
  const measurement answers = ask(what, p, q ? &*q : nullptr);
  if (!c.html.empty()) {
    write_page(c.html, answers, what, p, q, shell_line(made_by));
  }
  const std::string wrote = c.html.empty() ? "" : fmt::format("wrote {}\n", c.html);
  print(c.json ? to_json(answers) : to_text(answers, true, style_of_output()) + wrote);
  return done;
}

}  // namespace relent::cli
