#include "relent/gallery/gallery.hpp"

#include <array>

#include <fmt/format.h>

#include "relent/core/error.hpp"
#include "relent/core/words.hpp"

#include "gallery/exhibits.hpp"

namespace relent {
namespace {

constexpr std::array<gallery_entry, 21> entries{{
    {"information", "what an outcome tells, and what the wrong code costs", exhibits::information},
    {"binary_entropy", "how uncertain a coin is", exhibits::binary_entropy},
    {"asymmetry", "KL one way, KL the other, cross-entropy, Jensen-Shannon", exhibits::asymmetry},
    {"zeros", "where one side has nothing: infinite KL, finite Jensen-Shannon", exhibits::zeros},
    {"triangle", "KL and JS are no distances; the root of JS is", exhibits::triangle},
    {"area", "KL as the signed area under p log(p/q)", exhibits::area},
    {"moving_mean", "KL of two unit normals grows as the square of the shift", exhibits::moving_mean},
    {"listing", "a listing that softmaxes densities and forgets the grid step", exhibits::listing},
    {"worms", "the worms' teeth: which model loses least information", exhibits::worms},
    {"labels", "cross-entropy and KL of labels and predictions, row by row", exhibits::labels},
    {"two_modes", "forward KL covers two modes, reverse KL picks one, if they are far apart", exhibits::two_modes},
    {"mode_switch", "reverse KL as two modes come together: when it picks one", exhibits::mode_switch},
    {"two_modes_2d", "forward and reverse fits of two modes in the plane", exhibits::two_modes_2d},
    {"kl_div", "PyTorch's kl_div: log q first, and which mean", exhibits::kl_div},
    {"distillation", "teacher and student at a temperature", exhibits::distillation},
    {"r_drop", "R-Drop's three conventions", exhibits::r_drop},
    {"discriminator", "GAN: the best discriminator, and the losses it gives", exhibits::discriminator},
    {"segments", "Wasserstein where KL is infinite and JS is flat", exhibits::segments},
    {"vae", "the KL term of a variational autoencoder", exhibits::vae},
    {"diffusion", "the prior term of a diffusion model", exhibits::diffusion},
    {"bayes", "what data teach, and the evidence lower bound", exhibits::bayes},
}};

}  // namespace

std::span<const gallery_entry> gallery() noexcept { return entries; }

exhibit show_exhibit(std::string_view name) {
  std::vector<std::string_view> names;
  for (const gallery_entry& entry : entries) {
    if (same_name(name, entry.name)) {
      exhibit out = entry.compute();
      out.name = entry.name;
      out.title = entry.title;
      return out;
    }
    names.push_back(entry.name);
  }
  throw error(errc::unknown_name, fmt::format("no exhibit {}{}{}", quoted(name), suggestion(name, names),
                                              nearest(name, names).empty() ? "; relent gallery lists them" : ""));
}

}  // namespace relent
