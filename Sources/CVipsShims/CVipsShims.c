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
