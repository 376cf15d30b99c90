import { type CommandDeclaration, dryRunOption, rootOption, type SuggestionContext } from '@thanos-gitops/command-line'
import { allVerdictsOption } from './all-verdicts-option.ts'
import { environmentNames } from './environment-arguments.ts'

const workloads = async ({ root, positionals: [environment] }: SuggestionContext): Promise<readonly string[]> =>
  (await import('@thanos-gitops/workspace/suggestions')).workloadSuggestions(root, environment)

export const restartDeclaration = {
  name: 'restart',
  summary: 'restart pods by a change in git',
  description: `Writes the time of the restart into environments/ENVIRONMENT/patches/restarts.yaml and renders the environment. After the merge, Argo CD or Flux applies the annotation of the pod template, and the controller replaces the pods as for any other change of the template. A second call replaces the time. No cluster is needed.

Use it instead of kubectl rollout restart: Flux removes the annotation that kubectl writes, and the pods restart a second time.`,
  forms: [
    [
      { name: 'ENVIRONMENT', suggest: environmentNames, help: 'A folder of environments/.' },
      {
        name: 'WORKLOAD',
        optional: true,
        repeats: true,
        suggest: workloads,
        help: 'A Deployment, StatefulSet or DaemonSet, as NAME or KIND/NAME.',
      },
    ],
  ],
  options: {
    all: { type: 'boolean', help: 'Restart all workloads of the environment.' },
    reason: { type: 'string', value: 'TEXT', help: 'Why. The diff shows it, and the pods have it as an annotation.' },
    at: { type: 'string', value: 'TIME', help: 'The time to write, in RFC 3339. Default: now.' },
    'all-verdicts': allVerdictsOption,
    'dry-run': dryRunOption,
    root: rootOption,
  },
  examples: [
    { args: 'production thanos-store --reason "new credentials of the bucket"', help: 'Restart one workload.' },
    { args: 'production --all --dry-run', help: 'Show what a restart of all workloads does.' },
  ],
} as const satisfies CommandDeclaration
