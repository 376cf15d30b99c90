import { ownRepository } from '../script-options.ts'
import { checks } from './checks/all.ts'
import { contentOf } from './image-name.ts'
import { type Part, runChecks } from './part.ts'
import { imagesOf, programsFor } from './programs.ts'
import { startStack } from './stack.ts'

/** An environment on a node of this machine. */
export const environmentPart = (environment: 'local' | 'production'): Part => ({
  name: environment,
  needs: 'node',
  checks,
  programs: () => programsFor(imagesOf(ownRepository, environment).filter((image) => contentOf(image) !== undefined)),
  async run(match) {
    console.log(`${environment}: the node is being started …`)
    const stack = await startStack(environment)
    try {
      const { leftOut } = stack.clone
      if (leftOut.length > 0)
        console.log(`${environment}: without ${leftOut.join(', ')}, whose images are not built here`)
      return await runChecks(environment, stack, checks, match)
    } finally {
      await stack.stop()
    }
  },
})
