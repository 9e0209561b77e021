export interface Photo {
  base64: string
  /** For the preview; `data:`, so nothing has to be given back. */
  url: string
}

/** Enough to see a crack or read a meter, and quick on a phone's connection. */
const LONGEST_SIDE = 1600

/** A photo as it goes out: turned the right way, not larger than needed, jpeg. Null when the browser cannot read it. */
export async function shrinkPhoto(file: File): Promise<Photo | null> {
  const image = await readImage(file)
  if (image === null) return null
  const scale = Math.min(1, LONGEST_SIDE / Math.max(image.naturalWidth, image.naturalHeight))
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(image.naturalWidth * scale))
  canvas.height = Math.max(1, Math.round(image.naturalHeight * scale))
  const pen = canvas.getContext('2d')
  if (pen === null) return null
  // What is transparent in a png would turn black in a jpeg.
  pen.fillStyle = '#fff'
  pen.fillRect(0, 0, canvas.width, canvas.height)
  pen.drawImage(image, 0, 0, canvas.width, canvas.height)
  const url = canvas.toDataURL('image/jpeg', 0.85)
  return { url, base64: url.slice(url.indexOf(',') + 1) }
}

function readImage(file: File): Promise<HTMLImageElement | null> {
  const url = URL.createObjectURL(file)
  const image = new Image()
  return new Promise((resolve) => {
    image.onload = () => resolve(image)
    image.onerror = () => resolve(null)
    image.src = url
  }).then((read) => {
    URL.revokeObjectURL(url)
    return read as HTMLImageElement | null
  })
}
