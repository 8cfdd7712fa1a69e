#ifndef ZEROSHOT_CVIPS_SHIMS_H
#define ZEROSHOT_CVIPS_SHIMS_H

#include <stddef.h>
#include <vips/vips.h>

/// Opens the image in `bytes` with one named loader ("jpegload_buffer"), for one pass from top to
/// bottom; only its header is read. A file that ends early or does not decode fails.
///
/// `bytes` must stay where they are for as long as the image lives. Returns 0 and sets `image`,
/// or returns -1 and leaves the reason in libvips' error buffer.
///
/// Exists because every libvips call that takes options (`vips_call`, `vips_jpegload_buffer`) is
/// variadic, which Swift cannot call. May go when libvips has a form that is not.
int zeroshot_vips_open(
    const char *loader, const void *bytes, size_t length, VipsImage **image);

#endif
