// Small copies of photos, made when they are about to be seen: a page of several hundred large
// photos would otherwise hold all their pixels.

const side = 256;  // twice the room that a card has for it, for dense screens
const atOnce = 2;

export class Previews {
  #waiting = new Map();  // by the element that is watched
  #queue = [];
  #active = 0;
  #watcher = new IntersectionObserver(entries => {
    for (const { isIntersecting, target } of entries) if (isIntersecting) this.#begin(target);
  }, { rootMargin: "600px" });

  /** Calls `onMade` with the address of a small copy, once the element comes near to view. */
  make(target, file, onMade) {
    this.#waiting.set(target, { file, onMade });
    this.#watcher.observe(target);
  }

  /** Forgets an element that was taken away. */
  forget(target) {
    this.#watcher.unobserve(target);
    this.#waiting.delete(target);
  }

  #begin(target) {
    const work = this.#waiting.get(target);
    this.forget(target);
    if (work) this.#queue.push(work);
    this.#next();
  }

  async #next() {
    if (this.#active >= atOnce || this.#queue.length === 0) return;
    this.#active += 1;
    const { file, onMade } = this.#queue.shift();
    try {
      const small = await shrunk(file);
      onMade(URL.createObjectURL(small));
    } catch {
      // A format that the browser does not show; the server may know it all the same.
    } finally {
      this.#active -= 1;
      this.#next();
    }
  }
}

async function shrunk(file) {
  const bitmap = await createImageBitmap(file, { resizeWidth: side, resizeQuality: "medium" });
  const canvas = document.createElement("canvas");
  canvas.width = bitmap.width;
  canvas.height = Math.min(bitmap.height, 4 * side);
  canvas.getContext("2d").drawImage(bitmap, 0, 0);
  bitmap.close();
  return new Promise((resolve, reject) => canvas.toBlob(
    blob => blob ? resolve(blob) : reject(new Error("no copy")), "image/webp", 0.8));
}
