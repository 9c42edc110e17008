#include <cstdint>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "relent/core/error.hpp"
#include "relent/gallery/gallery.hpp"
#include "relent/report/gallery.hpp"

#include "commands.hpp"
#include "output.hpp"
#include "progress.hpp"
#include "render.hpp"
#include "stop.hpp"
#include "write_folder.hpp"

namespace relent::cli {
namespace {

constexpr const char* description =
    "The classic results on entropy, KL and their kin, computed: what articles print,\n"
    "what is right, and why they differ; with pictures. Without a name, the list.";

constexpr const char* examples =
    "Examples:\n"
    "  relent gallery\n"
    "  relent gallery two_modes\n"
    "  relent gallery --out gallery        # index.html, and each picture as .vl.json, .svg, .png\n"
    "  relent gallery worms --json";

constexpr const char* how_to_draw =
    "SVG and PNG need vl-convert: pip install 'relent[pictures]', or vl-convert-python into a Python on the path";

std::vector<exhibit> compute_all() {
  std::vector<exhibit> out;
  progress_line line;
  const auto total = static_cast<std::int64_t>(gallery().size());
  for (const gallery_entry& entry : gallery()) {
    line({"computing " + std::string(entry.name), std::ssize(out), total, "exhibits"});
    out.push_back(show_exhibit(entry.name));
  }
  return out;
}

struct written {
  std::vector<std::string> files;
  std::size_t pictures = 0;
  bool drawn = false;
};

written write(const std::string& folder, const std::vector<exhibit>& shown, const std::string& command) {
  std::vector<exhibit_picture> pictures;
  for (const exhibit& e : shown) {
    pictures.insert(pictures.end(), e.pictures.begin(), e.pictures.end());
  }
  const std::vector<rendered_picture> drawn = pictures.empty() ? std::vector<rendered_picture>() : render(pictures);
  named_files files{{"index.html", to_html(shown, command)}};
  for (std::size_t i = 0; i < pictures.size(); ++i) {
    files.emplace_back(pictures[i].name + ".vl.json", pictures[i].vega_lite);
    if (!drawn.empty()) {
      files.emplace_back(pictures[i].name + ".svg", drawn[i].svg);
      files.emplace_back(pictures[i].name + ".png", drawn[i].png);
    }
  }
  const do_not_stop until_written;
  write_folder(folder, files);
  written out{{}, pictures.size(), pictures.empty() || !drawn.empty()};
  for (const auto& [name, content] : files) {
    out.files.push_back(name);
  }
  return out;
}

std::string what_was_written(const std::string& folder, const written& w) {
  std::string out = fmt::format("wrote {}/index.html", folder);
  if (w.pictures > 0) {
    out += fmt::format(", and beside it {} {} as .vl.json{}", w.pictures, w.pictures == 1 ? "picture" : "pictures",
                       w.drawn ? ", .svg and .png" : "");
  }
  return out + '\n' + (w.drawn ? "" : std::string(how_to_draw) + '\n');
}

}  // namespace

status gallery_command(const words& given) {
  std::string name, folder;
  bool json = false;
  CLI::App app{description, "relent gallery"};
  set_help(app, "[NAME] [OPTIONS]", examples);
  app.add_option("NAME", name, "an exhibit of the list")->type_name("");
  app.add_option("-o,--out", folder,
                 "write one page for all (or for NAME) into this folder,\nand each picture beside it")
      ->type_name("DIR");
  app.add_flag("-j,--json", json, "print one JSON object");
  if (!parse(app, given)) {
    return done;
  }
  name = as_written(name);
  folder = as_written(folder);
  const bool one = app["NAME"]->count() > 0, out = app["--out"]->count() > 0;
  if (out) {
    check_folder_place(folder);
  }
  if (!one && !out) {
    print(json ? gallery_json() : gallery_text(style_of_output()));
    return done;
  }
  const std::vector<exhibit> shown = one ? std::vector<exhibit>{show_exhibit(name)} : compute_all();
  written files;
  if (out) {
    words line{"relent", "gallery"};
    line.insert(line.end(), given.begin(), given.end());
    files = write(folder, shown, shell_line(line));
  }
  if (json) {
    print(one && !out ? to_json(shown.front()) : to_json(shown, files.files, files.drawn ? "" : how_to_draw));
    return done;
  }
  const text_style style = style_of_output();
  std::string text = one ? to_text(shown.front(), style) : "";
  if (out) {
    text += (text.empty() ? "" : "\n") + what_was_written(folder, files);
  } else if (!shown.front().pictures.empty()) {
    text += fmt::format("\nrelent gallery {} --out DIR writes the picture as it should be.\n", shown.front().name);
  }
  print(text);
  return done;
}

}  // namespace relent::cli
