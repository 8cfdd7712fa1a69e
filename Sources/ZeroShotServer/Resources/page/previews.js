// Small copies of photos, made when they are about to be seen: a page of several hundred large
// photos would otherwise hold all their pixels.

const atOnce = 2;

export class Previews {
  // Large photos take long to decode; meanwhile the page must answer to its user.
  #worker = new Worker(new URL("preview-worker.js", import.meta.url), { type: "module" });
  #waiting = new Map();  // by the element that is watched
  #queue = [];
  #making = new Map();  // by number
  #made = 0;
  #watcher = new IntersectionObserver(entries => {
    for (const { isIntersecting, target } of entries) if (isIntersecting) this.#begin(target);
  }, { rootMargin: "600px" });

  constructor() {
    this.#worker.addEventListener("message", ({ data: { number, small } }) => {
      const { onMade } = this.#making.get(number);
      this.#making.delete(number);
      // Without one: a format that the browser does not show; the server may know it all the same.
      if (small) onMade(URL.createObjectURL(small));
      this.#next();
    });
  }

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

  #next() {
    while (this.#making.size < atOnce && this.#queue.length > 0) {
      const work = this.#queue.shift();
      this.#made += 1;
      this.#making.set(this.#made, work);
      this.#worker.postMessage({ number: this.#made, file: work.file });
    }
  }
}
