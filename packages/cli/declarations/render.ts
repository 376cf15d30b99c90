import { type CommandDeclaration, rootOption } from '@thanos-gitops/command-line'
import { watchOption } from '../watch/watch-option.ts'
import { colorVariables } from './color-variables.ts'
import { environments } from './environment-arguments.ts'
import { jsonLinesOption } from './json-lines-option.ts'
import { schemaVariables } from './schema-variables.ts'

export const renderDeclaration = {
  name: 'render',
  summary: 'write environments/<name>/{manifests,delivery}/',
  description:
    'Renders the base and the patches of environments into environments/<name>/manifests/, and the objects that make Argo CD or Flux sync them into environments/<name>/delivery/. Files that are up to date are not rewritten.',
  forms: [[environments]],
  options: {
    check: {
      type: 'boolean',
      excludes: ['stdout', 'schemas'],
      help: 'Write nothing; report each file that differs from what a render writes, with the difference.',
    },
    stdout: { type: 'boolean', help: 'Write nothing; print all manifests as one YAML stream.' },
    schemas: {
      type: 'boolean',
      excludes: ['stdout'],
      help: 'Write only the schemas with which editors complete and check sources.',
    },
    'json-lines': jsonLinesOption(['stdout']),
    watch: watchOption(['json-lines']),
    root: rootOption,
  },
  variables: { ...schemaVariables, ...colorVariables },
  examples: [
    { args: 'production', help: 'Render one environment.' },
    { args: 'production --watch', help: 'Render it after each change of a file.' },
    { args: '--check', help: 'Check whether the committed manifests of all environments are up to date.' },
  ],
} as const satisfies CommandDeclaration
