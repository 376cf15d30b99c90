import { type CommandDeclaration, dryRunOption, rootOption } from '@thanos-gitops/command-line'
import { environmentNames } from './environment-arguments.ts'

const presetNames = async () => (await import('@thanos-gitops/workloads/sizing')).presetNames

export const sizeDeclaration = {
  name: 'size',
  summary: 'compute memory, processors and volumes from the number of series and queries',
  description: `Prints the patch with the sizes of all components, and the arithmetic of each: formula, inputs, result and source. packages/workloads/sizing/README.md explains the formulas.

With an environment, compares its manifests with what its size in environment.yaml needs; options replace its numbers. Exit code 1: something is too small.

With --write, writes environments/ENVIRONMENT/patches/size.yaml and renders. Fields that another patch sets stay as they are; one that is too small is an error, and nothing is written. A volume is never smaller than before, because it cannot shrink.`,
  forms: [
    [
      {
        name: 'ENVIRONMENT',
        optional: true,
        suggest: environmentNames,
        help: 'A folder of environments/, to compare with its size.',
      },
    ],
  ],
  options: {
    series: { type: 'string', value: 'COUNT', help: 'Active series of one Prometheus replica, such as 750k or 3M.' },
    preset: {
      type: 'string',
      value: 'NAME',
      choices: presetNames,
      excludes: ['series'],
      help: 'A size with a name instead of numbers.',
    },
    retention: {
      type: 'string',
      value: 'DURATION',
      help: 'How long the bucket keeps blocks of every resolution. Default: 90d.',
    },
    'local-retention': { type: 'string', value: 'DURATION', help: 'How long Prometheus keeps samples. Default: 24h.' },
    'scrape-interval': { type: 'string', value: 'DURATION', help: 'Default: 30s.' },
    replicas: { type: 'number', value: 'N', help: 'Replicas of Prometheus. Default: 2.' },
    churn: {
      type: 'string',
      value: 'PART',
      help: 'New series in a day, as a part of the active ones. Default: 0.25.',
    },
    'queries-per-second': { type: 'string', value: 'N', help: 'Default: one for 300,000 series.' },
    'query-range': { type: 'string', value: 'DURATION', help: 'The time range of a large query. Default: 1d.' },
    'receive-series': { type: 'string', value: 'COUNT', help: 'Active series that other clusters send. Default: 0.' },
    write: {
      type: 'string',
      value: 'ENVIRONMENT',
      suggest: environmentNames,
      help: 'Write the patch into this environment. Without --series, its own size counts.',
    },
    format: {
      type: 'string',
      value: 'FORMAT',
      default: 'text',
      choices: ['text', 'patch', 'json'],
      help: 'text: the patch and the arithmetic; patch: only the patch; json: for other programs.',
    },
    'dry-run': dryRunOption,
    root: rootOption,
  },
  examples: [
    { args: '--series 3M --retention 30d', help: 'The sizes for three million series.' },
    { args: 'production', help: 'Compare production with its size.' },
    { args: '--write production', help: 'Write the sizes of production as a patch.' },
  ],
} as const satisfies CommandDeclaration
