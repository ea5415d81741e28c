// A small picture of a file not yet sent. Drawn on a canvas: the page's policy allows no blob: images.
export async function thumbnail(file, canvas) {
  if (!canvas || !window.createImageBitmap) return;
  try {
    const picture = await createImageBitmap(file, { resizeWidth: 160, resizeQuality: "low", imageOrientation: "from-image" });
    const side = Math.min(picture.width, picture.height);
    canvas.width = canvas.height = 96;
    canvas.getContext("2d").drawImage(
      picture, (picture.width - side) / 2, (picture.height - side) / 2, side, side, 0, 0, 96, 96,
    );
    picture.close();
  } catch {
    // Not every file the server can read can be drawn here; the icon below stays.
  }
}
