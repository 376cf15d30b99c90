import { Failure, type Finding, type SourcedObject } from '@thanos-gitops/manifest'
import { environmentReader, type SourcedEnvironment } from '../sourced-environment.ts'

type Read = (name: string) => SourcedEnvironment | readonly Finding[]

/**
 * Returns a function that finds the sources of the object in a committed manifest. Environments are rendered when they are needed,
 * once. A file that differs from the render has none.
 */
export function originsFinder(
  root: string,
): (environment: string, file: string, content: string) => Promise<SourcedObject['origins']> {
  let reader: Promise<Read | undefined> | undefined
  const environments = new Map<string, SourcedEnvironment | undefined>()
  return async (name, file, content) => {
    reader ??= readerOf(root)
    const read = await reader
    if (!environments.has(name)) environments.set(name, read && environmentOf(read, name))
    const environment = environments.get(name)
    if (environment?.manifests.get(file) !== content) return undefined
    return environment.objectsIn.get(file)?.[0]?.origins
  }
}

/** Undefined for a base with problems: the places in the manifests remain. */
async function readerOf(root: string): Promise<Read | undefined> {
  try {
    return await environmentReader(root)
  } catch (error) {
    if (error instanceof Failure) return undefined
    throw error
  }
}

function environmentOf(read: Read, name: string): SourcedEnvironment | undefined {
  const environment = read(name)
  return 'environment' in environment ? environment : undefined
}
