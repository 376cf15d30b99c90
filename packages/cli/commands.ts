import { type Command, lazyCommand } from '@thanos-gitops/command-line'
import { checkDeclaration } from './declarations/check.ts'
import { compareDeclaration } from './declarations/compare.ts'
import { diffDeclaration } from './declarations/diff.ts'
import { explainDeclaration } from './declarations/explain.ts'
import { importDeclaration } from './declarations/import.ts'
import { listDeclaration } from './declarations/list.ts'
import { pinsDeclaration } from './declarations/pins.ts'
import { promoteDeclaration } from './declarations/promote.ts'
import { renderDeclaration } from './declarations/render.ts'
import { restartDeclaration } from './declarations/restart.ts'
import { siteDeclaration } from './declarations/site.ts'
import { sizeDeclaration } from './declarations/size.ts'
import { tidyDeclaration } from './declarations/tidy.ts'
import { validateDeclaration } from './declarations/validate.ts'

/** In the order of the help. A command is loaded when it runs: a render must not wait for the checks. */
export const commands: readonly Command[] = [
  lazyCommand(renderDeclaration, () => import('./commands/render.ts')),
  lazyCommand(validateDeclaration, () => import('./commands/validate.ts')),
  lazyCommand(checkDeclaration, () => import('./commands/check.ts')),
  lazyCommand(diffDeclaration, () => import('./commands/diff.ts')),
  lazyCommand(listDeclaration, () => import('./commands/list.ts')),
  lazyCommand(explainDeclaration, () => import('./commands/explain.ts')),
  lazyCommand(compareDeclaration, () => import('./commands/compare.ts')),
  lazyCommand(pinsDeclaration, () => import('./commands/pins.ts')),
  lazyCommand(promoteDeclaration, () => import('./commands/promote.ts')),
  lazyCommand(restartDeclaration, () => import('./commands/restart.ts')),
  lazyCommand(sizeDeclaration, () => import('./commands/size.ts')),
  lazyCommand(siteDeclaration, () => import('./commands/site.ts')),
  lazyCommand(importDeclaration, () => import('./commands/import.ts')),
  lazyCommand(tidyDeclaration, () => import('./commands/tidy.ts')),
]
