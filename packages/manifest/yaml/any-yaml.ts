import { createRequire } from 'node:module'

// Loaded for the first document that is not block YAML of the usual form: most runs read none.
const load = createRequire(import.meta.url)
let loaded: typeof import('js-yaml') | undefined

/** The parser for all of YAML. */
export const anyYaml = (): typeof import('js-yaml') => (loaded ??= load('js-yaml') as typeof import('js-yaml'))
