import { stripVTControlCharacters } from 'node:util'
import { namedDiff } from '@thanos-gitops/manifest/testing'
import { expect, it } from 'vitest'
import { diffText } from './text.ts'

const diff = namedDiff('blue', [
  {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    namespace: 'x',
    name: 'store',
    status: 'changed',
    class: 'refused',
    why: 'The claim templates of a StatefulSet cannot change.',
    wave: 0,
    outcome: { flux: 'refused' },
    changes: [{ pointer: '/spec/a', path: '/spec/a', before: 1, after: 2, class: 'restart', why: 'Its pods restart.' }],
    remedy: {
      id: 'enlarge',
      title: 'Enlarge the volumes',
      steps: [{ text: 'Delete it.', commands: ['kubectl delete'] }],
    },
  },
])

it('shows each class in the color of its level, and the commands', () => {
  const text = diffText([diff], 'main', undefined, { color: true })
  expect(text).toContain('\u001b[31mrefused   \u001b[0m')
  expect(text).toContain('\u001b[33m[restart]\u001b[0m')
  expect(text).toContain('\u001b[36mkubectl delete\u001b[0m')
  expect(stripVTControlCharacters(text)).toBe(diffText([diff], 'main'))
})
