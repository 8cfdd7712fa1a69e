// One photo, and which files are photos.

const extensions = new Set([
  "jpg", "jpeg", "jpe", "jfif", "png", "apng", "webp", "gif", "tif", "tiff", "bmp", "dib",
  "heic", "heif", "hif", "avif",
]);

/** What has become of one photo. */
export class Photo {
  constructor(file, source) {
    this.file = file;
    /** What reports call it. */
    this.source = source;
    /** The server's name for its content, once it was sent. */
    this.id = null;
    /** The checkpoints that have embedded it. */
    this.sentTo = new Set();
    /** The server's row for it: a ranking, or why there is none. */
    this.row = null;
    /** The question that the row answers. */
    this.answered = null;
    /** Why it cannot be ranked with one checkpoint and consent policy, whatever the labels. */
    this.failure = null;
    this.isUnderWay = false;
  }

  /** Equal for a file that is added twice. */
  get key() {
    return [this.source, this.file.size, this.file.lastModified].join("\n");
  }

  get extension() {
    return extension(this.source);
  }
}

/** Whether a file is worth sending; the server looks at its bytes. */
export function isPhoto(file) {
  return file.type.startsWith("image/") || extensions.has(extension(file.name));
}

function extension(name) {
  const dot = name.lastIndexOf(".");
  return dot < 0 ? "" : name.slice(dot + 1).toLowerCase();
}
