import type { Finding } from '@thanos-gitops/manifest'
import { deadFindings } from './patches/redundant-operations.ts'
import { placeText } from './problems.ts'
import type { RenderedEnvironment } from './render.ts'

/** What a render did as it was asked to, and nobody can have meant: patches that do nothing. */
export function renderWarnings({ environment: { name }, dead, off }: RenderedEnvironment): readonly Finding[] {
  const switchedOff = off.map(
    ({ target, component }): Finding => ({
      code: 'patch-target-off',
      severity: 'warning',
      message: `${target.kind}/${target.name} belongs to ${component}, which ${name} has switched off: the patch does nothing.`,
      remedy: `Add ${component} to environment.yaml, or run: npx thanos-gitops tidy ${name}`,
      place: target.place('name'),
    }),
  )
  return [...switchedOff, ...deadFindings(dead, name, placeText)]
}
