import { variablesIn } from '@thanos-gitops/workloads'
import type { Check } from '../engine/check.ts'
import { flagPlace, programsIn } from '../engine/programs.ts'

export const credentialsStayOffTheCommandLine: Check = {
  name: 'credentials-stay-off-the-command-line',
  id: 'TH026',
  severity: 'warning',
  why: 'Arguments are in /proc for everyone on the node, and on the flags page of the program itself.',
  remedy:
    'Mount the Secret and name the file, or keep the configuration in a ConfigMap and let AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY come from the Secret.',
  source: 'https://github.com/kubernetes/kubernetes/blob/master/pkg/kubelet/container/helpers.go',
  *run(context) {
    for (const program of programsIn(context))
      for (const use of program.uses) {
        const secret = variablesIn(use.value ?? '').find(({ name }) =>
          program.container.environment.some((variable) => variable.name === name && variable.from?.kind === 'Secret'),
        )
        if (secret)
          yield {
            ...flagPlace(program, use),
            message: `${use.argument.flag} puts the Secret in $(${secret.name}) on the command line.`,
          }
      }
  },
}
