import manifest from '../package.json' with { type: 'json' }

/** Identifies the parser in the keys of a cache. Raise the number when `readYaml` returns another value for the same source. */
export const yamlParserVersion = `yaml ${manifest.dependencies.yaml}, 2`
