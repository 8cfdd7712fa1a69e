#include "CVipsShims.h"

int zeroshot_vips_open(
    const char *loader, const void *bytes, size_t length, int shrink, VipsImage **image)
{
    *image = NULL;
    VipsBlob *blob = vips_blob_new(NULL, bytes, length);
    int status = vips_call(
        loader, blob, image,
        "access", VIPS_ACCESS_SEQUENTIAL,
        "fail_on", VIPS_FAIL_ON_ERROR,
        // The list of options ends at the first null.
        shrink > 1 ? "shrink" : NULL, shrink,
        NULL);
    vips_area_unref(VIPS_AREA(blob));
    return status;
}

int zeroshot_vips_jpeg(
    const void *pixels, int width, int height, int quality, void **bytes, size_t *length)
{
    *bytes = NULL;
    *length = 0;
    size_t size = (size_t) width * height * 3;
    VipsImage *image = vips_image_new_from_memory(
        pixels, size, width, height, 3, VIPS_FORMAT_UCHAR);
    if (!image)
        return -1;
    int status = vips_jpegsave_buffer(
        image, bytes, length,
        "Q", quality,
        "optimize_coding", TRUE,
        "strip", TRUE,
        NULL);
    g_object_unref(image);
    return status;
}
