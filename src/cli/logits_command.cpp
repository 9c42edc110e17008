#include <fmt/format.h>

#include "relent/core/error.hpp"
#include "relent/logits/compare_logits.hpp"
#include "relent/report/logits.hpp"

#include "commands.hpp"
#include "output.hpp"
#include "progress.hpp"
#include "report_place.hpp"
#include "stop.hpp"

namespace relent::cli {
namespace {

constexpr const char* description =
    "How far a student's logits are from a teacher's, token by token: a quantised or\n"
    "distilled model beside the one it is made from. Files are .npy (rows x vocabulary or\n"
    "batch x tokens x vocabulary), .safetensors (file.safetensors:tensor), or what\n"
    "llama-perplexity saves with --kl-divergence-base. They are read once, of any size.";

constexpr const char* examples =
    "Examples:\n"
    "  relent logits full.npy quantised.npy\n"
    "  relent logits full.npy quantised.npy --tokens tokens.npy --html logits.html\n"
    "  relent logits outputs.safetensors:teacher outputs.safetensors:student --unit bits\n"
    "  relent logits base.kld quantised.npy --llama";

struct choices {
  std::string teacher, student, tokens, html, unit = "nats", level, worst, threads;
  bool llama = false, json = false;
};

void describe(CLI::App& app, choices& c) {
  set_help(app, "TEACHER STUDENT [OPTIONS]", examples);
  app.add_option("TEACHER", c.teacher, "the logits that the other ones are compared with")->type_name("");
  app.add_option("STUDENT", c.student, "logits of the same tokens")->type_name("");
  app.add_option("--tokens", c.tokens, "the token that each row predicted, a .npy of whole numbers")->type_name("FILE");
  app.add_option("-u,--unit", c.unit, "nats, bits or bans (default nats)")->type_name("UNIT");
  app.add_option("--level", c.level, "confidence level of intervals (default 0.95)")->type_name("L");
  app.add_option("--worst", c.worst, "show so many tokens of the largest KL (default 10)")->type_name("N");
  app.add_flag("--llama", c.llama, "print what llama-perplexity --kl-divergence prints");
  app.add_option("--html", c.html, "write a report of one self-contained page")->type_name("FILE");
  app.add_flag("-j,--json", c.json, "print one JSON object");
  app.add_option("--threads", c.threads, "at most so many threads (default: all)")->type_name("N");
}

logit_options asked(const choices& c) {
  logit_options out{.tokens = c.tokens, .unit = parse_unit(c.unit)};
  if (!c.level.empty()) {
    out.level = number("--level", c.level);
  }
  if (!c.worst.empty()) {
    out.worst = whole_number("--worst", c.worst, 0);
  }
  if (!c.threads.empty()) {
    out.threads = whole_number("--threads", c.threads, 0);
  }
  return out;
}

void write_page(const logit_comparison& found, const std::string& html, const words& given) {
  words line{"relent", "logits"};
  line.insert(line.end(), given.begin(), given.end());
  const std::string page = to_html(found, shell_line(line));
  const do_not_stop until_written;
  write_whole(html, page);
}

}  // namespace

status logits_command(const words& given) {
  choices c;
  CLI::App app{description, "relent logits"};
  describe(app, c);
  if (!parse(app, given)) {
    return done;
  }
  if (app["STUDENT"]->count() == 0) {
    throw error(errc::syntax, "relent logits needs two files, as in: relent logits full.npy quantised.npy");
  }
  for (std::string* word : {&c.teacher, &c.student, &c.tokens, &c.html}) {
    *word = as_written(*word);
  }
  logit_options how = asked(c);
  if (app["--html"]->count() > 0) {
    check_report_place(c.html, {c.teacher, c.student, c.tokens});
  }
  logit_comparison found;
  {
    progress_line line;
    how.on_progress = [&](const progress& now) { line(now); };
    found = compare_logits(c.teacher, c.student, how);
  }
  const std::string text = c.json ? to_json(found) : c.llama ? to_llama_text(found) : to_text(found, style_of_output());
  if (!c.html.empty()) {
    write_page(found, c.html, given);
  }
  print(c.html.empty() || c.json ? text : fmt::format("{}\nwrote {}\n", text, c.html));
  return done;
}

}  // namespace relent::cli
