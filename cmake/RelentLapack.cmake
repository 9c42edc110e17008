# LAPACK::LAPACK, OpenBLAS where there is one: it is fast, and can be asked whether calls from several threads at once
# are safe (src/linear/lapack.cpp). Any other LAPACK serves too.
set(BLA_VENDOR OpenBLAS)
find_package(LAPACK QUIET)
unset(BLA_VENDOR)
if(NOT LAPACK_FOUND)
  find_package(LAPACK REQUIRED)
endif()
