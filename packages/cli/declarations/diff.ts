import { type CommandDeclaration, rootOption } from '@thanos-gitops/command-line'
import { watchOption } from '../watch/watch-option.ts'
import { allVerdictsOption } from './all-verdicts-option.ts'
import { colorVariables } from './color-variables.ts'
import { environments } from './environment-arguments.ts'
import { jsonLinesOption } from './json-lines-option.ts'
import { kubernetesOption } from './kubernetes-option.ts'

export const diffDeclaration = {
  name: 'diff',
  summary: 'show what a change does to the cluster: restarts, refusals, lost data, capacity',
  description: `Compares environments, as a render writes them now, with what is committed where this branch left the default branch. Or compares any two folders or files of Kubernetes YAML. No cluster is needed. An argument with a slash or a dot is a path.

Each change has a class: none, in-place, reload, scale, restart, recreate, risk, refused, data-loss or outage. The exit code is 0 if nothing changes and 1 if something changes.

Without names, the first line states how many environments of which rings the change reaches, and which line reaches most. If that is more than environments/rings.yaml permits, it is a finding, and the exit code is 1.`,
  forms: [
    [environments],
    [
      { name: 'BEFORE', suggest: 'file', help: 'A folder or file of Kubernetes YAML.' },
      { name: 'AFTER', suggest: 'file', help: 'A folder or file of Kubernetes YAML.' },
    ],
  ],
  options: {
    base: {
      type: 'string',
      value: 'REF|DIR',
      suggest: 'folder',
      help: 'For environments: another git revision, or a folder with manifests.',
    },
    format: {
      type: 'string',
      value: 'FORMAT',
      default: 'text',
      choices: async () => {
        const { diffFormats } = await import('@thanos-gitops/report/diff')
        return Object.keys(diffFormats) as (keyof typeof diffFormats)[]
      },
      help: 'The output format.',
    },
    summary: {
      type: 'string',
      value: 'FILE',
      suggest: 'file',
      help: 'Also append the Markdown to this file, such as $GITHUB_STEP_SUMMARY.',
    },
    links: {
      type: 'string',
      value: 'URL',
      help: 'For the Markdown: the page of the files of the compared commit, to which lines become links, such as https://github.com/OWNER/NAME/blob/COMMIT, https://gitlab.com/GROUP/NAME/-/blob/COMMIT or https://codeberg.org/OWNER/NAME/src/commit/COMMIT.',
    },
    'fail-on': {
      type: 'list',
      value: 'CLASSES',
      choices: async () => (await import('@thanos-gitops/manifest/change')).rolloutClasses,
      help: 'Exit with 1 only for changes of these classes, with commas between them.',
    },
    labels: {
      type: 'list',
      value: 'LABELS',
      help: 'The labels of the pull request, with commas between them: environments/rings.yaml can permit more with one.',
    },
    prices: {
      type: 'string',
      value: 'FILE',
      suggest: 'file',
      help: 'YAML with cpu, memory and storage (per core or GiB and month), storageClasses and currency.',
    },
    'all-verdicts': allVerdictsOption,
    kubernetes: kubernetesOption('For paths: the minor version of the cluster. Default: the newest known version.'),
    delivery: {
      type: 'string',
      value: 'TOOL',
      choices: ['argo-cd', 'flux', 'both'],
      help: 'For paths: the tool that applies the manifests. Default: both.',
    },
    'json-lines': jsonLinesOption(['labels', 'summary', 'write-part', 'parts']),
    'write-part': {
      type: 'string',
      value: 'FILE',
      suggest: 'file',
      help: 'Also write the diffs to this file, for --parts.',
    },
    parts: {
      type: 'list',
      value: 'FILES',
      excludes: ['write-part', 'prices'],
      help: 'Compare nothing, and put together the diffs that several jobs wrote with --write-part, with commas between the files.',
    },
    watch: watchOption(['json-lines', 'summary', 'write-part', 'parts']),
    root: rootOption,
  },
  variables: colorVariables,
  examples: [
    { args: 'production', help: 'What this branch does to one environment.' },
    {
      args: '--base v1.2.0 --fail-on refused,data-loss,outage',
      help: 'Against a tag; fail only if it is dangerous.',
    },
    { args: 'production --watch', help: 'Compare again after each change of a file.' },
    { args: './before ./after', help: 'Compare two folders.' },
  ],
} as const satisfies CommandDeclaration
