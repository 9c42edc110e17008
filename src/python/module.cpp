#include <nanobind/nanobind.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include "relent/measure/simd.hpp"

#include "answers.hpp"
#include "array_argument.hpp"
#include "batches.hpp"
#include "comparisons.hpp"
#include "distribution_object.hpp"
#include "entropic.hpp"
#include "equality.hpp"
#include "errors.hpp"
#include "fits.hpp"
#include "gallery.hpp"
#include "histogram.hpp"
#include "joint_distributions.hpp"
#include "loss_arguments.hpp"
#include "measure_functions.hpp"
#include "operands.hpp"
#include "torch_losses.hpp"
#include "transport.hpp"
#include "transport_gradients.hpp"

namespace nb = nanobind;
using namespace nb::literals;

NB_MODULE(_relent, m) {
  nb::set_leak_warnings(false);  // what a program keeps to its end is its own affair
  m.doc() = "The difference between probability distributions: the compiled half of relent.";
  relent::python::import_numpy();
  relent::python::bind_errors(m);
  relent::python::bind_distributions(m);
  relent::python::bind_batches(m);
  relent::python::bind_families(m);
  relent::python::bind_joint_distributions(m);
  relent::python::bind_operands(m);
  relent::python::bind_answers(m);
  relent::python::bind_measure_functions(m);
  relent::python::bind_f_divergence(m);
  relent::python::bind_evidence(m);
  relent::python::bind_derivatives(m);
  relent::python::bind_kl_gradient(m);
  relent::python::bind_comparison_types(m);
  relent::python::bind_compare(m);
  relent::python::bind_associations(m);
  relent::python::bind_dependence(m);
  relent::python::bind_equality(m);
  relent::python::bind_histogram(m);
  relent::python::bind_fits(m);
  relent::python::bind_gallery(m);
  relent::python::bind_losses(m);
  relent::python::bind_transport(m);
  relent::python::bind_torch_losses(m);
  relent::python::bind_entropic_transport(m);
  relent::python::bind_transport_gradients(m);
  m.def("simd_path", &relent::simd_path, "The instruction set that the measures run on, for example \"AVX3\".");
  m.def("simd_paths", &relent::simd_paths, "Every instruction set that this machine can run, best first.");
  m.def("_force_simd_path", &relent::force_simd_path, "name"_a);
}
