import { variablesIn } from '@thanos-gitops/workloads'
import type { Check } from '../engine/check.ts'
import { flagPlace, programsIn } from '../engine/programs.ts'

export const credentialsStayOffTheCommandLine: Check = {
  name: 'credentials-stay-off-the-command-line',
  id: 'TH026',
  question: 'security',
  severity: 'warning',
  why: 'Every process on the node can read arguments in /proc, and the flags page of the program shows them.',
  remedy:
    'Mount the Secret and set the path of the file, or keep the configuration in a ConfigMap and set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY from the Secret.',
  source: 'https://github.com/kubernetes/kubernetes/blob/master/pkg/kubelet/container/helpers.go',
  *run(context) {
    for (const program of programsIn(context)) {
      const secretVariables = new Set(
        program.container.environment.flatMap(({ name, from }) => (from?.kind === 'Secret' ? [name] : [])),
      )
      for (const use of program.uses) {
        const variable = variablesIn(use.value ?? '').find(({ name }) => secretVariables.has(name))
        if (variable)
          yield {
            ...flagPlace(program, use),
            message: `${use.argument.flag} puts the Secret in $(${variable.name}) on the command line.`,
          }
      }
    }
  },
}
