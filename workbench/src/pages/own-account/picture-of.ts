const side = 256;

/** The middle square of a picture, 256 pixels wide, as a JPEG in base64; null: the file is no picture. */
export async function pictureOf(file: File): Promise<string | null> {
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(file);
  } catch {
    return null;
  }
  const canvas = document.createElement('canvas');
  canvas.width = side;
  canvas.height = side;
  const context = canvas.getContext('2d');
  if (context === null) return null;
  const cut = Math.min(bitmap.width, bitmap.height);
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, side, side);
  context.drawImage(
    bitmap,
    ...([(bitmap.width - cut) / 2, (bitmap.height - cut) / 2, cut, cut] as const),
    ...([0, 0, side, side] as const),
  );
  bitmap.close();
  return canvas.toDataURL('image/jpeg', 0.85).split(',')[1] ?? null;
}
