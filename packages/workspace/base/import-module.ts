const registry = globalThis as { readonly [key: symbol]: ((url: string) => Promise<unknown>) | undefined }

/** Imports a module. In a bundle, the program that loads it does so (`cli/bundle/load.mjs`): its own import prints a warning. */
export const importModule = (url: string): Promise<unknown> => {
  const ofLoader = registry[Symbol.for('thanos-gitops.import')]
  return ofLoader === undefined ? import(url) : ofLoader(url)
}
