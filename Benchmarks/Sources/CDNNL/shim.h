// oneDNN's plain matrix product, which the product's own ranking is compared with.
#include <oneapi/dnnl/dnnl.h>

// OpenMP's own function, declared here because Swift's clang ships no omp.h.
void omp_set_num_threads(int count);
