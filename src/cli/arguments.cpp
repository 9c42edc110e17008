#include "arguments.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <iterator>
#include <memory>

#include <fmt/format.h>

#include "relent/core/error.hpp"
#include "relent/core/words.hpp"

#include "output.hpp"

namespace relent::cli {
namespace {

/// The library's help page with our usage line, and without its marks for what may be given again.
class help_page : public CLI::Formatter {
 public:
  explicit help_page(std::string usage) : usage_(std::move(usage)) { column_width(26); }

  std::string make_usage(const CLI::App* app, std::string /*name*/) const override {
    return fmt::format("\nUsage: {} {}\n", app->get_name(), usage_);
  }
  std::string make_option_opts(const CLI::Option* option) const override {
    return option->get_type_name().empty() ? "" : " " + option->get_type_name();
  }
  std::string make_group(std::string group, bool is_positional,
                         std::vector<const CLI::Option*> options) const override {
    return CLI::Formatter::make_group(is_positional ? "Operands" : std::move(group), is_positional, options);
  }

 private:
  std::string usage_;
};

/// `-0.5,1.5`, `-.5`, `-inf` or `-odd:column`: begins with a hyphen, and yet is no option.
bool is_operand(std::string_view word) {
  if (word.size() < 2 || word[0] != '-' || word[1] == '-') {
    return false;
  }
  const bool digit = word[1] >= '0' && word[1] <= '9';
  return digit || word[1] == '.' || word.starts_with("-inf") || word.starts_with("-nan") ||
         word.find_first_of(",:;") != std::string_view::npos;
}

/// A leading blank keeps such a word, and whatever stands behind `--`, from being read as an option.
words protect_operands(const words& given) {
  words out;
  bool only_operands = false;
  for (const std::string& word : given) {
    if (!only_operands && word == "--") {
      only_operands = true;
    } else {
      out.push_back(is_operand(word) || (only_operands && word.starts_with('-')) ? ' ' + word : word);
    }
  }
  return out;
}

std::string trimmed(const std::string& text) { return CLI::detail::trim_copy(text); }

/// An unknown option, or a word too many, in our words.
void refuse_extras(const CLI::App& app) {
  const words extras = app.remaining();
  if (extras.empty()) {
    return;
  }
  const auto option = std::ranges::find_if(extras, [](const std::string& w) { return w.starts_with('-') && w != "-"; });
  if (option == extras.end()) {
    throw error(errc::syntax, fmt::format("{} is one operand too many; {} --help shows what {} takes",
                                          relent::quoted(trimmed(extras.front())), app.get_name(), app.get_name()));
  }
  words known;
  for (const CLI::Option* o : app.get_options()) {
    for (const std::string& name : o->get_lnames()) {
      known.push_back("--" + name);
    }
  }
  const std::vector<std::string_view> names(known.begin(), known.end());
  throw error(errc::unknown_name, fmt::format("no option {} of {}{}", relent::quoted(*option), app.get_name(),
                                              relent::suggestion(*option, names)));
}

}  // namespace

void set_help(CLI::App& app, std::string usage, std::string examples) {
  app.set_help_flag("-h,--help", "print this help");
  app.formatter(std::make_shared<help_page>(std::move(usage)));
  app.footer(std::move(examples));
}

bool parse(CLI::App& app, words given) {
  app.allow_extras();
  given = protect_operands(given);
  std::ranges::reverse(given);
  try {
    app.parse(given);
  } catch (const CLI::CallForHelp&) {
    print(app.help());
    return false;
  } catch (const CLI::ParseError& e) {
    refuse_extras(app);
    throw error(errc::syntax, fmt::format("{}; {} --help shows how", e.what(), app.get_name()));
  }
  refuse_extras(app);
  return true;
}

std::string as_written(const std::string& word) { return word.starts_with(" -") ? word.substr(1) : word; }

double number(std::string_view option, const std::string& text) {
  const std::string digits = trimmed(text);
  double value = 0;
  const auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (failed != std::errc{} || end != digits.data() + digits.size() || std::isnan(value)) {
    throw error(errc::syntax, fmt::format("{}: {} is not a number", option, relent::quoted(digits)));
  }
  return value;
}

int whole_number(std::string_view option, const std::string& text, int least) {
  const double value = number(option, text);
  if (!(value >= least) || value > 1'000'000 || value != std::floor(value)) {
    throw error(errc::out_of_range,
                fmt::format("{} = {}, must be a whole number from {} to 1000000", option, trimmed(text), least));
  }
  return static_cast<int>(value);
}

void refuse_choice(std::string_view option, const std::string& text, const std::vector<std::string_view>& choices) {
  throw error(errc::unknown_name,
              fmt::format("{}: {} is not one of {}", option, relent::quoted(text), fmt::join(choices, ", ")));
}

std::map<std::string, column_kind> column_types(const std::vector<std::string>& given) {
  const std::vector<std::pair<std::string_view, column_kind>> kinds{
      {"category", column_kind::categorical}, {"categorical", column_kind::categorical},
      {"number", column_kind::numeric},       {"numeric", column_kind::numeric},
      {"boolean", column_kind::boolean},      {"timestamp", column_kind::timestamp}};
  std::map<std::string, column_kind> out;
  for (const std::string& text : given) {
    const std::size_t equals = text.rfind('=');
    if (equals == std::string::npos || equals == 0) {
      throw error(errc::syntax,
                  fmt::format("--type: {} must be written column=kind, as in age=category", relent::quoted(text)));
    }
    out[text.substr(0, equals)] = one_of("--type", text.substr(equals + 1), kinds);
  }
  return out;
}

std::vector<std::string> column_names(const std::vector<std::string>& given) {
  std::vector<std::string> out;
  for (const std::string& text : given) {
    std::ranges::move(split_names(text, "--columns"), std::back_inserter(out));
  }
  return out;
}

std::string shell_line(const words& command) {
  constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=.,:/@%";
  std::string out;
  for (const std::string& word : command) {
    out += out.empty() ? "" : " ";
    if (!word.empty() && word.find_first_not_of(plain) == std::string::npos) {
      out += word;
      continue;
    }
    out += '\'';
    for (const char c : word) {
      out += c == '\'' ? std::string("'\\''") : std::string(1, c);
    }
    out += '\'';
  }
  return out;
}

}  // namespace relent::cli
