/** The folder of `environments/` that has the layers. No environment can have this name. */
export const layersName = 'layers'
export const layersFolder = `environments/${layersName}`

/** The layer that a file belongs to, also at a revision (`v1.4.0:environments/layers/…`); undefined for other files. */
export const layerOf = (file: string): string | undefined => inLayer.exec(file)?.[1]

const inLayer = new RegExp(`^(?:[^:]+:)?${layersFolder}/([^/]+)`)
