// What Swift needs besides oneDNN's own header, the same for oneDNN 2 and oneDNN 3.
//
// Version 3 made memory descriptors opaque, replaced operation descriptors with one call per
// primitive and changed the arguments of post-operations. The functions below give both versions
// one form, so that no Swift code asks which version it has. They may go when oneDNN 2 (Debian 12)
// is no longer supported.
#ifndef ONEDNN_SHIM_H
#define ONEDNN_SHIM_H

#include <oneapi/dnnl/dnnl.h>
#include <stdint.h>
#include <stdlib.h>

#pragma clang assume_nonnull begin

// OpenMP's own functions, declared here because Swift's clang ships no omp.h.
void omp_set_num_threads(int count);
int omp_get_max_threads(void);
int omp_get_num_threads(void);
int omp_get_thread_num(void);

// What compilers call for `#pragma omp parallel`, which Swift does not have: every thread of the
// team calls `body`; 0 threads stands for as many as `omp_set_num_threads` set.
void GOMP_parallel(void (*_Nonnull body)(void *), void *data, unsigned threads, unsigned flags);

/// How the values of a tensor lie in memory; made by `onednn_layout_*`, owned by the caller.
typedef struct onednn_layout *onednn_layout_t;

/// The length of `dnnl_dims_t`: no oneDNN tensor has more axes.
static const int onednn_maximum_rank = DNNL_MAX_NDIMS;

/// Whether oneDNN's generated code may use all features of a set, which is written as bits.
static inline int onednn_has(dnnl_cpu_isa_t features) {
    return (dnnl_get_effective_cpu_isa() & features) == features;
}

/// The processor features that oneDNN's generated code uses.
static inline const char *onednn_instruction_set(void) {
    switch (dnnl_get_effective_cpu_isa()) {
    case dnnl_cpu_isa_sse41: return "SSE4.1";
    case dnnl_cpu_isa_avx: return "AVX";
    case dnnl_cpu_isa_avx2: return "AVX2";
    case dnnl_cpu_isa_avx2_vnni: return "AVX2, VNNI";
    case dnnl_cpu_isa_avx512_core: return "AVX-512";
    case dnnl_cpu_isa_avx512_core_vnni: return "AVX-512, VNNI";
    case dnnl_cpu_isa_avx512_core_bf16: return "AVX-512, VNNI, BF16";
    case dnnl_cpu_isa_avx512_core_amx: return "AVX-512, VNNI, BF16, AMX";
#if DNNL_VERSION_MAJOR >= 3
    case dnnl_cpu_isa_avx2_vnni_2: return "AVX2, VNNI 2";
    case dnnl_cpu_isa_avx512_core_fp16: return "AVX-512, VNNI, BF16, FP16";
    case dnnl_cpu_isa_avx512_core_amx_fp16: return "AVX-512, VNNI, BF16, FP16, AMX";
#endif
    default: return "unlisted processor features";
    }
}

#if DNNL_VERSION_MAJOR >= 3

static inline const_dnnl_memory_desc_t _Nullable onednn_descriptor(
        onednn_layout_t _Nullable layout) {
    return (const_dnnl_memory_desc_t)layout;
}

/// The layout of `dims` with the given strides, in elements; no strides: the primitive may choose.
static inline dnnl_status_t onednn_layout_create(onednn_layout_t _Nullable *_Nonnull layout,
        int rank, const int64_t *dims, dnnl_data_type_t type,
        const int64_t *_Nullable strides) {
    dnnl_memory_desc_t *made = (dnnl_memory_desc_t *)layout;
    return strides ? dnnl_memory_desc_create_with_strides(made, rank, dims, type, strides)
                   : dnnl_memory_desc_create_with_tag(
                           made, rank, dims, type, dnnl_format_tag_any);
}

/// The layout of float32 values that has a name.
static inline dnnl_status_t onednn_layout_create_tagged(
        onednn_layout_t _Nullable *_Nonnull layout, int rank, const int64_t *dims,
        dnnl_format_tag_t tag) {
    return dnnl_memory_desc_create_with_tag(
            (dnnl_memory_desc_t *)layout, rank, dims, dnnl_f32, tag);
}

/// A copy of the layout that a plan has for one of its arguments.
static inline dnnl_status_t onednn_layout_create_from_plan(
        onednn_layout_t _Nullable *_Nonnull layout, const_dnnl_primitive_desc_t plan,
        dnnl_query_t argument) {
    const_dnnl_memory_desc_t found = dnnl_primitive_desc_query_md(plan, argument, 0);
    return found ? dnnl_memory_desc_clone((dnnl_memory_desc_t *)layout, found)
                 : dnnl_invalid_arguments;
}

static inline void onednn_layout_destroy(onednn_layout_t layout) {
    dnnl_memory_desc_destroy((dnnl_memory_desc_t)layout);
}

static inline dnnl_status_t onednn_append_sum(dnnl_post_ops_t operations) {
    return dnnl_post_ops_append_sum(operations, 1.0f, 0, dnnl_data_type_undef);
}

static inline dnnl_status_t onednn_append_eltwise(
        dnnl_post_ops_t operations, dnnl_alg_kind_t kind, float alpha) {
    return dnnl_post_ops_append_eltwise(operations, kind, alpha, 0.0f);
}

static inline dnnl_status_t onednn_plan_matmul(dnnl_primitive_desc_t _Nullable *_Nonnull plan,
        dnnl_engine_t engine, onednn_layout_t source, onednn_layout_t weights,
        onednn_layout_t _Nullable bias, onednn_layout_t destination,
        const_dnnl_primitive_attr_t attributes) {
    return dnnl_matmul_primitive_desc_create(plan, engine, onednn_descriptor(source),
            onednn_descriptor(weights), onednn_descriptor(bias), onednn_descriptor(destination),
            attributes);
}

static inline dnnl_status_t onednn_plan_convolution(
        dnnl_primitive_desc_t _Nullable *_Nonnull plan, dnnl_engine_t engine,
        onednn_layout_t source, onednn_layout_t weights, onednn_layout_t bias,
        onednn_layout_t destination, const int64_t *strides, const int64_t *padding,
        dnnl_alg_kind_t algorithm, const_dnnl_primitive_attr_t attributes) {
    const dnnl_dims_t dilation = {0};
    return dnnl_convolution_forward_primitive_desc_create(plan, engine, dnnl_forward_inference,
            algorithm, onednn_descriptor(source), onednn_descriptor(weights),
            onednn_descriptor(bias), onednn_descriptor(destination), strides, dilation, padding,
            padding, attributes);
}

static inline dnnl_status_t onednn_plan_average_pool(
        dnnl_primitive_desc_t _Nullable *_Nonnull plan, dnnl_engine_t engine,
        onednn_layout_t source, onednn_layout_t destination, const int64_t *strides,
        const int64_t *kernel, const_dnnl_primitive_attr_t attributes) {
    const dnnl_dims_t zero = {0};
    return dnnl_pooling_forward_primitive_desc_create(plan, engine, dnnl_forward_inference,
            dnnl_pooling_avg_exclude_padding, onednn_descriptor(source),
            onednn_descriptor(destination), strides, kernel, zero, zero, zero, attributes);
}

static inline dnnl_status_t onednn_plan_layer_norm(dnnl_primitive_desc_t _Nullable *_Nonnull plan,
        dnnl_engine_t engine, onednn_layout_t data, onednn_layout_t statistics, float epsilon,
        const_dnnl_primitive_attr_t attributes) {
    return dnnl_layer_normalization_forward_primitive_desc_create(plan, engine,
            dnnl_forward_inference, onednn_descriptor(data), onednn_descriptor(data),
            onednn_descriptor(statistics), epsilon, dnnl_use_scale | dnnl_use_shift, attributes);
}

static inline dnnl_status_t onednn_plan_binary(dnnl_primitive_desc_t _Nullable *_Nonnull plan,
        dnnl_engine_t engine, dnnl_alg_kind_t kind, onednn_layout_t first, onednn_layout_t second,
        onednn_layout_t destination, const_dnnl_primitive_attr_t attributes) {
    return dnnl_binary_primitive_desc_create(plan, engine, kind, onednn_descriptor(first),
            onednn_descriptor(second), onednn_descriptor(destination), attributes);
}

static inline dnnl_status_t onednn_plan_softmax(dnnl_primitive_desc_t _Nullable *_Nonnull plan,
        dnnl_engine_t engine, onednn_layout_t data, int axis,
        const_dnnl_primitive_attr_t attributes) {
    return dnnl_softmax_forward_primitive_desc_create(plan, engine, dnnl_forward_inference,
            dnnl_softmax_accurate, onednn_descriptor(data), onednn_descriptor(data), axis,
            attributes);
}

#else

static inline const dnnl_memory_desc_t *_Nullable onednn_descriptor(
        onednn_layout_t _Nullable layout) {
    return (const dnnl_memory_desc_t *)layout;
}

/// The layout of `dims` with the given strides, in elements; no strides: the primitive may choose.
static inline dnnl_status_t onednn_layout_create(onednn_layout_t _Nullable *_Nonnull layout,
        int rank, const int64_t *dims, dnnl_data_type_t type,
        const int64_t *_Nullable strides) {
    dnnl_memory_desc_t *made = (dnnl_memory_desc_t *)malloc(sizeof(dnnl_memory_desc_t));
    if (!made) return dnnl_out_of_memory;
    dnnl_status_t status = strides
            ? dnnl_memory_desc_init_by_strides(made, rank, dims, type, strides)
            : dnnl_memory_desc_init_by_tag(made, rank, dims, type, dnnl_format_tag_any);
    if (status != dnnl_success) {
        free(made);
        return status;
    }
    *layout = (onednn_layout_t)made;
    return dnnl_success;
}

/// The layout of float32 values that has a name.
static inline dnnl_status_t onednn_layout_create_tagged(
        onednn_layout_t _Nullable *_Nonnull layout, int rank, const int64_t *dims,
        dnnl_format_tag_t tag) {
    dnnl_memory_desc_t *made = (dnnl_memory_desc_t *)malloc(sizeof(dnnl_memory_desc_t));
    if (!made) return dnnl_out_of_memory;
    dnnl_status_t status = dnnl_memory_desc_init_by_tag(made, rank, dims, dnnl_f32, tag);
    if (status != dnnl_success) {
        free(made);
        return status;
    }
    *layout = (onednn_layout_t)made;
    return dnnl_success;
}

/// A copy of the layout that a plan has for one of its arguments.
static inline dnnl_status_t onednn_layout_create_from_plan(
        onednn_layout_t _Nullable *_Nonnull layout, const_dnnl_primitive_desc_t plan,
        dnnl_query_t argument) {
    const dnnl_memory_desc_t *found = dnnl_primitive_desc_query_md(plan, argument, 0);
    if (!found) return dnnl_invalid_arguments;
    dnnl_memory_desc_t *made = (dnnl_memory_desc_t *)malloc(sizeof(dnnl_memory_desc_t));
    if (!made) return dnnl_out_of_memory;
    *made = *found;
    *layout = (onednn_layout_t)made;
    return dnnl_success;
}

static inline void onednn_layout_destroy(onednn_layout_t layout) { free(layout); }

static inline dnnl_status_t onednn_append_sum(dnnl_post_ops_t operations) {
    return dnnl_post_ops_append_sum(operations, 1.0f);
}

static inline dnnl_status_t onednn_append_eltwise(
        dnnl_post_ops_t operations, dnnl_alg_kind_t kind, float alpha) {
    return dnnl_post_ops_append_eltwise(operations, 1.0f, kind, alpha, 0.0f);
}

static inline dnnl_status_t onednn_plan_matmul(dnnl_primitive_desc_t _Nullable *_Nonnull plan,
        dnnl_engine_t engine, onednn_layout_t source, onednn_layout_t weights,
        onednn_layout_t _Nullable bias, onednn_layout_t destination,
        const_dnnl_primitive_attr_t attributes) {
    dnnl_matmul_desc_t operation;
    dnnl_status_t status = dnnl_matmul_desc_init(&operation, onednn_descriptor(source),
            onednn_descriptor(weights), onednn_descriptor(bias), onednn_descriptor(destination));
    if (status != dnnl_success) return status;
    return dnnl_primitive_desc_create(plan, &operation, attributes, engine, NULL);
}

static inline dnnl_status_t onednn_plan_convolution(
        dnnl_primitive_desc_t _Nullable *_Nonnull plan, dnnl_engine_t engine,
        onednn_layout_t source, onednn_layout_t weights, onednn_layout_t bias,
        onednn_layout_t destination, const int64_t *strides, const int64_t *padding,
        dnnl_alg_kind_t algorithm, const_dnnl_primitive_attr_t attributes) {
    dnnl_convolution_desc_t operation;
    dnnl_status_t status = dnnl_convolution_forward_desc_init(&operation, dnnl_forward_inference,
            algorithm, onednn_descriptor(source), onednn_descriptor(weights),
            onednn_descriptor(bias), onednn_descriptor(destination), strides, padding, padding);
    if (status != dnnl_success) return status;
    return dnnl_primitive_desc_create(plan, &operation, attributes, engine, NULL);
}

static inline dnnl_status_t onednn_plan_average_pool(
        dnnl_primitive_desc_t _Nullable *_Nonnull plan, dnnl_engine_t engine,
        onednn_layout_t source, onednn_layout_t destination, const int64_t *strides,
        const int64_t *kernel, const_dnnl_primitive_attr_t attributes) {
    const dnnl_dims_t zero = {0};
    dnnl_pooling_desc_t operation;
    dnnl_status_t status = dnnl_pooling_forward_desc_init(&operation, dnnl_forward_inference,
            dnnl_pooling_avg_exclude_padding, onednn_descriptor(source),
            onednn_descriptor(destination), strides, kernel, zero, zero);
    if (status != dnnl_success) return status;
    return dnnl_primitive_desc_create(plan, &operation, attributes, engine, NULL);
}

static inline dnnl_status_t onednn_plan_layer_norm(dnnl_primitive_desc_t _Nullable *_Nonnull plan,
        dnnl_engine_t engine, onednn_layout_t data, onednn_layout_t statistics, float epsilon,
        const_dnnl_primitive_attr_t attributes) {
    dnnl_layer_normalization_desc_t operation;
    dnnl_status_t status = dnnl_layer_normalization_forward_desc_init(&operation,
            dnnl_forward_inference, onednn_descriptor(data), onednn_descriptor(statistics),
            epsilon, dnnl_use_scale | dnnl_use_shift);
    if (status != dnnl_success) return status;
    return dnnl_primitive_desc_create(plan, &operation, attributes, engine, NULL);
}

static inline dnnl_status_t onednn_plan_binary(dnnl_primitive_desc_t _Nullable *_Nonnull plan,
        dnnl_engine_t engine, dnnl_alg_kind_t kind, onednn_layout_t first, onednn_layout_t second,
        onednn_layout_t destination, const_dnnl_primitive_attr_t attributes) {
    dnnl_binary_desc_t operation;
    dnnl_status_t status = dnnl_binary_desc_init(&operation, kind, onednn_descriptor(first),
            onednn_descriptor(second), onednn_descriptor(destination));
    if (status != dnnl_success) return status;
    return dnnl_primitive_desc_create(plan, &operation, attributes, engine, NULL);
}

static inline dnnl_status_t onednn_plan_softmax(dnnl_primitive_desc_t _Nullable *_Nonnull plan,
        dnnl_engine_t engine, onednn_layout_t data, int axis,
        const_dnnl_primitive_attr_t attributes) {
    dnnl_softmax_v2_desc_t operation;
    dnnl_status_t status = dnnl_softmax_v2_forward_desc_init(&operation, dnnl_forward_inference,
            dnnl_softmax_accurate, onednn_descriptor(data), onednn_descriptor(data), axis);
    if (status != dnnl_success) return status;
    return dnnl_primitive_desc_create(plan, &operation, attributes, engine, NULL);
}

#endif

/// The argument that a binary post-operation reads, by its place among the post-operations.
static inline int onednn_post_operation_argument(int place) {
    return DNNL_ARG_ATTR_MULTIPLE_POST_OP(place) | DNNL_ARG_SRC_1;
}

static inline dnnl_status_t onednn_append_binary(
        dnnl_post_ops_t operations, dnnl_alg_kind_t kind, onednn_layout_t operand) {
    return dnnl_post_ops_append_binary(operations, kind, onednn_descriptor(operand));
}

/// The bytes that a buffer of this layout needs.
static inline size_t onednn_layout_size(onednn_layout_t layout) {
    return dnnl_memory_desc_get_size(onednn_descriptor(layout));
}

static inline int onednn_layout_equal(onednn_layout_t first, onednn_layout_t second) {
    return dnnl_memory_desc_equal(onednn_descriptor(first), onednn_descriptor(second));
}

static inline dnnl_status_t onednn_memory_create(dnnl_memory_t _Nullable *_Nonnull memory,
        onednn_layout_t layout, dnnl_engine_t engine) {
    return dnnl_memory_create(memory, onednn_descriptor(layout), engine, DNNL_MEMORY_NONE);
}

static inline dnnl_status_t onednn_plan_reorder(dnnl_primitive_desc_t _Nullable *_Nonnull plan,
        dnnl_engine_t engine, onednn_layout_t source, onednn_layout_t destination,
        const_dnnl_primitive_attr_t attributes) {
    return dnnl_reorder_primitive_desc_create(plan, onednn_descriptor(source), engine,
            onednn_descriptor(destination), engine, attributes);
}

#pragma clang assume_nonnull end

#endif
