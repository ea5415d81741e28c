// Photos to upload, drawn by the browser itself.

/** Two JPEGs as `setInputFiles` takes them. */
export async function photoFiles(browser) {
  const page = await browser.newPage();
  const draw = (colour) =>
    page.evaluate((colour) => {
      const canvas = Object.assign(document.createElement("canvas"), { width: 1600, height: 1200 });
      const pen = canvas.getContext("2d");
      pen.fillStyle = colour;
      pen.fillRect(0, 0, 1600, 1200);
      pen.fillStyle = "white";
      pen.fillRect(300, 500, 1000, 250);
      return canvas.toDataURL("image/jpeg").split(",")[1];
    }, colour);
  const files = [];
  for (const [name, colour] of [["left.jpg", "#204060"], ["right.jpg", "#603020"]]) {
    files.push({ name, mimeType: "image/jpeg", buffer: Buffer.from(await draw(colour), "base64") });
  }
  await page.close();
  return files;
}
