#ifndef ZEROSHOT_CVIPS_SHIMS_H
#define ZEROSHOT_CVIPS_SHIMS_H

#include <stddef.h>
#include <vips/vips.h>

/// Opens the image in `bytes` with one named loader ("jpegload_buffer"), for one pass from top to
/// bottom; only its header is read. A file that ends early or does not decode fails.
///
/// A `shrink` of 2, 4 or 8 has the sides made that much shorter while the file is decoded; only the
/// loader of JPEGs can, so for the others it is 1.
///
/// `bytes` must stay where they are for as long as the image lives. Returns 0 and sets `image`,
/// or returns -1 and leaves the reason in libvips' error buffer.
///
/// Exists because every libvips call that takes options (`vips_call`, `vips_jpegload_buffer`) is
/// variadic, which Swift cannot call. May go when libvips has a form that is not.
int zeroshot_vips_open(
    const char *loader, const void *bytes, size_t length, int shrink, VipsImage **image);

/// Encodes `width` x `height` pixels of 8-bit RGB, without gaps, as a JPEG without metadata.
///
/// `quality` is libjpeg's, 1 to 100. Returns 0 and sets `bytes`, which `g_free` releases, and
/// `length`; or returns -1 and leaves the reason in libvips' error buffer.
///
/// Exists for the same reason as `zeroshot_vips_open`.
int zeroshot_vips_jpeg(
    const void *pixels, int width, int height, int quality, void **bytes, size_t *length);

#endif
