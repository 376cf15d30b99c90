/** The folder of `environments/` that has the layers. No environment can have this name. */
export const layersName = 'layers'
export const layersFolder = `environments/${layersName}`

/** The layer that a file belongs to; undefined for other files. */
export function layerOf(file: string): string | undefined {
  if (!file.startsWith(`${layersFolder}/`)) return undefined
  return file.slice(layersFolder.length + 1).split('/')[0]
}
