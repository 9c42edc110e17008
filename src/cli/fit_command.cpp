#include <functional>
#include <variant>

#include <fmt/format.h>

#include "relent/catalogue/parse_family.hpp"
#include "relent/catalogue/parse_joint_family.hpp"
#include "relent/core/error.hpp"
#include "relent/report/fits.hpp"
#include "relent/report/joint_fits.hpp"
#include "relent/table/file.hpp"

#include "commands.hpp"
#include "output.hpp"
#include "stop.hpp"

namespace relent::cli {
namespace {

operand read(const std::string& text, const std::vector<std::string>& types, const std::string& weights = {}) {
  const read_options how{.types = column_types(types), .weights = weights};
  return parse_operand(
      text, [&](const std::string& path, const std::string& column) { return load_column(path, column, how); });
}

struct choices {
  std::string target, family, objective = "forward-kl", choose = "bic";
  std::string components, alpha, level, starts, time_limit, seed, threads, weights, html;
  std::vector<std::string> types, support;
  bool json = false;
};

constexpr const char* fit_description =
    "The member of a family that is nearest to a target: a distribution, masses,\n"
    "counts, or columns of numbers (then by maximum likelihood). Every local optimum\n"
    "of the objective is found and shown, the best first.";

constexpr const char* fit_examples =
    "Examples:\n"
    "  relent fit '0.5*normal(-4,1) + 0.5*normal(4,1)' --family normal --objective reverse-kl\n"
    "  relent fit data.csv:age --family gamma\n"
    "  relent fit data.csv:age --family mixture --components auto --html fit.html\n"
    "  relent fit data.csv:age --family 'histogram(bins=20)' --weights w\n"
    "  relent fit data.csv:height,weight --family mvnormal --components 3\n"
    "  relent fit counts:1,9,42,139,169,170,121,89,100,85,75 --family 'binomial(trials=10)'";

fit_family family_of(const choices& c) {
  fit_family out = parse_family(c.family);
  if (c.components.empty()) {
    return out;
  }
  if (out.histogram || (out.members != nullptr && out.members->name != "normal")) {
    throw error(errc::unsupported, "--components is of mixtures of normals: --family mixture");
  }
  out = {};
  out.components = c.components == "auto" ? 0 : static_cast<std::size_t>(whole_number("--components", c.components, 1));
  return out;
}

words whole_line(const char* command, const words& given) {
  words out{"relent", command};
  out.insert(out.end(), given.begin(), given.end());
  return out;
}

/// A page, whole or not at all; none where no path is given.
void write_page(const std::string& path, const std::function<std::string()>& make) {
  if (path.empty()) {
    return;
  }
  const std::string page = make();
  const do_not_stop until_written;
  write_whole(path, page);
}

std::string wrote(const std::string& path) { return path.empty() ? "" : fmt::format("\nwrote {}\n", path); }

void refuse_of_several(const char* option, bool given) {
  if (given) {
    throw error(errc::unsupported, fmt::format("{} is of one number, and there are several", option));
  }
}

std::vector<std::string> names_of(const operand& what) {
  const auto* rows = std::get_if<joint_samples>(&what.content);
  return rows != nullptr ? rows->names : std::vector<std::string>();
}

/// Of several numbers: without weights or places.
void print_joint_fit(const operand& target, const choices& c, const fit_options& how, const words& made_by) {
  refuse_of_several("--weights", !c.weights.empty());
  refuse_of_several("--support", !c.support.empty());
  const joint_fit_family family = parse_joint_family(c.family, c.components);
  const joint_fit_target what = as_joint_fit_target(target);
  const shown_joint_fit shown{target.text, fit(what, family, how), names_of(target)};
  write_page(c.html, [&] { return to_html(shown, what, shell_line(made_by)); });
  print(c.json ? to_json(shown) : to_text(shown, style_of_output()) + wrote(c.html));
}

}  // namespace

status fit_command(const words& given) {
  const words made_by = whole_line("fit", given);
  choices c;
  CLI::App app{fit_description, "relent fit"};
  set_help(app, "TARGET --family F [OPTIONS]", fit_examples);
  app.add_option("TARGET", c.target, "what is approximated")->type_name("");
  app.add_option("-f,--family", c.family, "a family, some parameters perhaps held; mixture\n(of normals); or histogram")
      ->type_name("F");
  app.add_option("-o,--objective", c.objective,
                 "forward-kl (default), reverse-kl, js, jeffreys,\nalpha, renyi, hellinger, w1 or w2")
      ->type_name("NAME");
  app.add_option("-k,--components", c.components, "of a mixture: how many, or auto")->type_name("K");
  app.add_option("--choose", c.choose, "auto components by bic (default) or cross-validation")->type_name("HOW");
  app.add_option("--weights", c.weights, "the column that weighs the rows of the file")->type_name("COLUMN");
  app.add_option("--support", c.support, "where masses and counts lie on the line (default\n0, 1, 2, ...)")
      ->type_name("X,...")
      ->delimiter(',')
      ->allow_extra_args(false);
  app.add_option("--alpha", c.alpha, "order of alpha and Renyi (default 0.5)")->type_name("A");
  app.add_option("--level", c.level, "confidence level of intervals (default 0.95)")->type_name("L");
  app.add_option("--starts", c.starts, "at most so many local searches (default 400)")->type_name("N");
  app.add_option("--time-limit", c.time_limit, "stop searching after so many seconds")->type_name("S");
  app.add_option("--seed", c.seed, "of random starts (default 1)")->type_name("N");
  app.add_option("--type", c.types, "read as category, number, boolean or timestamp")
      ->type_name("COLUMN=KIND")
      ->allow_extra_args(false);
  app.add_flag("-j,--json", c.json, "print one JSON object");
  app.add_option("--html", c.html, "write target and fits, and where they part, as one\nHTML page")->type_name("FILE");
  app.add_option("--threads", c.threads, "at most so many threads (default: all)")->type_name("N");
  if (!parse(app, given)) {
    return done;
  }
  if (c.target.empty() || c.family.empty()) {
    throw error(errc::syntax, "relent fit needs a target and a family, as in: relent fit data.csv:age --family gamma");
  }
  fit_options how{.objective = c.objective, .choose = c.choose};
  how.alpha = c.alpha.empty() ? how.alpha : number("--alpha", c.alpha);
  how.level = c.level.empty() ? how.level : number("--level", c.level);
  how.most_starts = c.starts.empty() ? how.most_starts : whole_number("--starts", c.starts, 1);
  how.time_limit = c.time_limit.empty() ? how.time_limit : number("--time-limit", c.time_limit);
  how.seed = c.seed.empty() ? how.seed : static_cast<std::uint64_t>(whole_number("--seed", c.seed, 0));
  how.threads = c.threads.empty() ? how.threads : whole_number("--threads", c.threads, 0);
  c.html = as_written(c.html);
  const operand target = read(as_written(c.target), c.types, c.weights);
  if (of_several_numbers(target)) {
    print_joint_fit(target, c, how, made_by);
    return done;
  }
  const fit_family family = family_of(c);
  std::vector<double> support;
  for (const std::string& place : c.support) {
    support.push_back(number("--support", place));
  }
  const fit_target what = as_fit_target(target, support);
  if (const auto* seen = std::get_if<observed_values>(&what);
      !c.weights.empty() && (seen == nullptr || seen->weights.empty())) {
    throw error(errc::syntax, "--weights weighs the rows of a file's column of numbers, and the target is none");
  }
  const shown_fit shown{target.text, fit(what, family, how), how.alpha};
  write_page(c.html, [&] { return to_html(shown, what, shell_line(made_by)); });
  print(c.json ? to_json(shown) : to_text(shown, style_of_output()) + wrote(c.html));
  return done;
}

status rank_command(const words& given) {
  const words made_by = whole_line("rank", given);
  std::string data, level, threads, html;
  std::vector<std::string> models, types;
  bool json = false;
  CLI::App app{
      "Which model loses least information about the data: KL(data‖model), in bits an\n"
      "observation. A model is a distribution, or a family of which the most likely\n"
      "member stands in.",
      "relent rank"};
  set_help(app, "DATA MODEL... [OPTIONS]",
           "Examples:\n"
           "  relent rank .02,.03,.05,.14,.16,.15,.12,.08,.1,.08,.07 'discrete_uniform(0,10)' 'binomial(n=10)'\n"
           "  relent rank data.csv:age normal gamma 'mixture(2)'\n"
           "  relent rank data.csv:height,weight mvnormal mvnormal_diagonal 'mixture(3)'\n"
           "  relent rank counts:19,2,0,7 poisson geometric --json");
  app.add_option("DATA", data, "columns of numbers, counts or masses")->type_name("");
  app.add_option("MODEL", models, "distributions and families")->type_name("");
  app.add_option("--level", level, "confidence level of intervals (default 0.95)")->type_name("L");
  app.add_option("--type", types, "read as category, number, boolean or timestamp")
      ->type_name("COLUMN=KIND")
      ->allow_extra_args(false);
  app.add_flag("-j,--json", json, "print one JSON object");
  app.add_option("--html", html, "write data, models and what each loses as one HTML page")->type_name("FILE");
  app.add_option("--threads", threads, "at most so many threads (default: all)")->type_name("N");
  if (!parse(app, given)) {
    return done;
  }
  if (models.empty()) {
    throw error(errc::syntax, "relent rank needs data and models, as in: relent rank data.csv:age normal gamma");
  }
  html = as_written(html);
  const operand what = read(as_written(data), types);
  const double of_intervals = level.empty() ? 0.95 : number("--level", level);
  const int at_most = threads.empty() ? 0 : whole_number("--threads", threads, 0);
  if (of_several_numbers(what)) {
    std::vector<joint_rank_model> several;
    for (const std::string& m : models) {
      several.push_back(parse_joint_model(as_written(m)));
    }
    const observed_rows seen = as_observed_rows(what);
    const shown_joint_rank shown{what.text, rank_models(seen, several, of_intervals, at_most), names_of(what)};
    write_page(html, [&] { return to_html(shown, seen, shell_line(made_by)); });
    print(json ? to_json(shown) : to_text(shown, style_of_output()) + wrote(html));
    return done;
  }
  std::vector<rank_model> read_models;
  for (const std::string& m : models) {
    read_models.push_back(parse_model(as_written(m)));
  }
  const rank_data seen = as_rank_data(what);
  const shown_rank shown{what.text, rank_models(seen, read_models, of_intervals, at_most)};
  write_page(html, [&] { return to_html(shown, seen, shell_line(made_by)); });
  print(json ? to_json(shown) : to_text(shown, style_of_output()) + wrote(html));
  return done;
}

}  // namespace relent::cli
