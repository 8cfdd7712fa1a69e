// Makes small copies of photos beside the page.

const side = 256;  // twice the room that a card has for it, for dense screens

addEventListener("message", async ({ data: { number, file } }) => {
  postMessage({ number, small: await shrunk(file).catch(() => null) });
});

async function shrunk(file) {
  const bitmap = await createImageBitmap(file, { resizeWidth: side, resizeQuality: "medium" });
  const canvas = new OffscreenCanvas(bitmap.width, Math.min(bitmap.height, 4 * side));
  canvas.getContext("2d").drawImage(bitmap, 0, 0);
  bitmap.close();
  return canvas.convertToBlob({ type: "image/webp", quality: 0.8 });
}
