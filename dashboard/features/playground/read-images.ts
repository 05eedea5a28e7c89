const BYTES_MAX = 10 * 1024 * 1024;

/** Images as `data:` addresses. Throws a sentence for other files and for those that are too large. */
export async function readImages(files: readonly File[]): Promise<readonly string[]> {
  return await Promise.all(files.map(readImage));
}

async function readImage(file: File): Promise<string> {
  if (!file.type.startsWith("image/")) throw new Error(`${file.name} is no image.`);
  if (file.size > BYTES_MAX) throw new Error(`${file.name} is larger than 10 MB.`);
  return await new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result as string);
    reader.onerror = () => reject(new Error(`${file.name} cannot be read.`));
    reader.readAsDataURL(file);
  });
}
