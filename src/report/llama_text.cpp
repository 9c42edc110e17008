// The statistics of llama-perplexity --kl-divergence under the names that it prints, for whoever compares with it.
#include <fmt/format.h>

#include "relent/core/error.hpp"
#include "relent/report/logits.hpp"

namespace relent {
namespace {

using value = llama_statistics::value;

std::string plain(const char* name, const value& v) {
  return fmt::format("{}: {:10.6f} ± {:10.6f}\n", name, v.mean, v.error);
}

std::string in_percent(const char* name, const value& v) {
  return fmt::format("{}: {:6.3f} ± {:5.3f} %\n", name, 100 * v.mean, 100 * v.error);
}

struct place {
  const char* name;
  double token_spread::*field;
  bool of_kl = true;
};

constexpr place places[]{
    {"Maximum", &token_spread::maximum}, {"99.9%  ", &token_spread::p99_9},      {"99.0%  ", &token_spread::p99},
    {"95.0%  ", &token_spread::p95},     {"90.0%  ", &token_spread::p90},        {"75.0%  ", &token_spread::p75, false},
    {"Median ", &token_spread::median},  {"25.0%  ", &token_spread::p25, false}, {"10.0%  ", &token_spread::p10},
    {" 5.0%  ", &token_spread::p5},      {" 1.0%  ", &token_spread::p1},         {" 0.1%  ", &token_spread::p0_1},
    {"Minimum", &token_spread::minimum}};

}  // namespace

std::string to_llama_text(const logit_comparison& c) {
  if (!c.llama) {
    throw error(errc::unsupported, "llama.cpp's statistics need the tokens that the rows predicted: --tokens FILE.npy");
  }
  const llama_statistics& s = *c.llama;
  std::string out = "====== Perplexity statistics ======\n";
  out += plain("Mean PPL(Q)                   ", s.student_perplexity);
  out += plain("Mean PPL(base)                ", s.teacher_perplexity);
  out += fmt::format("Cor(ln(PPL(Q)), ln(PPL(base))): {:6.2f}%\n", 100 * s.correlation);
  out += plain("Mean ln(PPL(Q)/PPL(base))     ", s.log_ratio);
  out += plain("Mean PPL(Q)/PPL(base)         ", s.ratio);
  out += plain("Mean PPL(Q)-PPL(base)         ", s.difference);
  out += "\n====== KL divergence statistics ======\n";
  out += plain("Mean    KLD", s.kl);
  for (const place& at : places) {
    out += at.of_kl ? fmt::format("{} KLD: {:10.6f}\n", at.name, s.kl_spread.*at.field) : "";
  }
  out += "\n====== Token probability statistics ======\n";
  out += in_percent("Mean    Δp", s.delta_p);
  for (const place& at : places) {
    out += fmt::format("{} Δp: {:6.3f}%\n", at.name, 100 * s.delta_p_spread.*at.field);
  }
  out += in_percent("RMS Δp    ", s.delta_p_rms);
  return out + in_percent("Same top p", s.same_top);
}

}  // namespace relent
