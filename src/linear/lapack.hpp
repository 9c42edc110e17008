#pragma once

#include <mutex>

// The few routines of BLAS and LAPACK that relent calls, by their Fortran names: any implementation of the two
// serves, and none of their C headers is needed. They take matrices column by column, so ours, which go row by row,
// are seen transposed. The trailing lengths of character arguments, which Fortran compilers add, are read by none.
extern "C" {
void dgemm_(const char* transpose_a, const char* transpose_b, const int* m, const int* n, const int* k,
            const double* alpha, const double* a, const int* lda, const double* b, const int* ldb, const double* beta,
            double* c, const int* ldc);
void sgemm_(const char* transpose_a, const char* transpose_b, const int* m, const int* n, const int* k,
            const float* alpha, const float* a, const int* lda, const float* b, const int* ldb, const float* beta,
            float* c, const int* ldc);
void dsyrk_(const char* triangle, const char* transpose, const int* n, const int* k, const double* alpha,
            const double* a, const int* lda, const double* beta, double* c, const int* ldc);
void dtrsm_(const char* side, const char* triangle, const char* transpose, const char* diagonal, const int* m,
            const int* n, const double* alpha, const double* a, const int* lda, double* b, const int* ldb);
void dpotrf_(const char* triangle, const int* n, double* a, const int* lda, int* info);
void dtrsv_(const char* triangle, const char* transpose, const char* diagonal, const int* n, const double* a,
            const int* lda, double* x, const int* stride);
void dlacn2_(const int* n, double* v, double* x, int* signs, double* norm, int* step, int* state);
void dgesdd_(const char* job, const int* m, const int* n, double* a, const int* lda, double* values, double* u,
             const int* ldu, double* vt, const int* ldvt, double* work, const int* work_size, int* integers, int* info);
void dsyevd_(const char* job, const char* triangle, const int* n, double* a, const int* lda, double* values,
             double* work, const int* work_size, int* integers, const int* integers_size, int* info);
}

namespace relent::linear {

/// To be held around every call: OpenBLAS built without threads gives wrong numbers, in silence, when several threads
/// call it at once. Where that is the library, calls take turns; else this is nothing.
[[nodiscard]] std::unique_lock<std::mutex> lapack_turn();

}  // namespace relent::linear
