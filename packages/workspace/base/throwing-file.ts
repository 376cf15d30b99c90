import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

/**
 * The module that threw a value without a stack. Its importers fail with the same value: it is the one whose own imports load.
 *
 * @param files the absolute paths of all sources of the base
 */
export async function culpritOf(files: readonly string[], error: unknown): Promise<string | undefined> {
  const failing = new Set<string>()
  for (const file of files)
    try {
      await import(pathToFileURL(file).href)
    } catch (other) {
      if (Object.is(other, error)) failing.add(file)
    }
  return [...failing].find((file) => !importsOf(file).some((imported) => failing.has(imported)))
}

const importsOf = (file: string): readonly string[] =>
  Array.from(readFileSync(file, 'utf8').matchAll(/\bfrom '(\.[^']+)'|\bimport '(\.[^']+)'/g), ([, from, plain]) =>
    resolve(dirname(file), from ?? plain!),
  )
