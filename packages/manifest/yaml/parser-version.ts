import { hash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import manifest from '../package.json' with { type: 'json' }

let version: string | undefined

/**
 * Identifies the parser and the rules for sources in the keys of a cache: a source that a new rule refuses, such as one for
 * credentials, must not come from the cache. Read when it is needed, because only a cache uses it.
 */
export function sourceReaderVersion(): string {
  version ??= hash(
    'sha256',
    [`yaml ${manifest.dependencies.yaml}`, ...ruleFiles().map((file) => readFileSync(file))].join('\0'),
  )
  return version
}

/** The modules that read sources and find credentials in them. */
export const ruleFiles = (): readonly string[] =>
  ['.', '../secrets'].flatMap((folder) =>
    readdirSync(join(import.meta.dirname, folder))
      .filter((name) => /\.(?:ts|json)$/.test(name) && !/\.test\.ts$/.test(name))
      .sort()
      .map((name) => join(import.meta.dirname, folder, name)),
  )
