# LibTorch from the torch wheel of the Python that the tests use, for the one test of relent/torch.hpp. Nothing of
# relent links it. Defines the target relent_libtorch where it was found.
find_package(Python 3.10 COMPONENTS Interpreter QUIET)
if(Python_FOUND)
  execute_process(
    COMMAND ${Python_EXECUTABLE} -c
            "import importlib.util as u; s = u.find_spec('torch'); print(s.submodule_search_locations[0] if s else '')"
    OUTPUT_VARIABLE relent_torch_dir OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
endif()
if(relent_torch_dir AND EXISTS ${relent_torch_dir}/lib/libtorch_cpu.so)
  add_library(relent_libtorch INTERFACE)
  target_include_directories(relent_libtorch SYSTEM INTERFACE ${relent_torch_dir}/include
                                                              ${relent_torch_dir}/include/torch/csrc/api/include)
  target_link_libraries(relent_libtorch INTERFACE ${relent_torch_dir}/lib/libtorch.so
                                                  ${relent_torch_dir}/lib/libtorch_cpu.so ${relent_torch_dir}/lib/libc10.so)
  target_link_options(relent_libtorch INTERFACE -Wl,-rpath,${relent_torch_dir}/lib)
endif()
