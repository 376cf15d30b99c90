import { Failure } from '@thanos-gitops/manifest'
import { temporaryFolder, writeFile } from '@thanos-gitops/testing'
import { describe, expect, it } from 'vitest'
import { declaredRemovals } from './removals.ts'

const root = temporaryFolder()
const file = 'environments/blue/removals.yaml'

const problemsOf = (content: string): unknown => {
  writeFile(root, file, content)
  try {
    return declaredRemovals(root, 'blue')
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return error.findings.map(({ code, message, place }) => [code, message, place?.line, place?.column])
  }
}

describe('removals.yaml', () => {
  it('may be missing', () => expect(declaredRemovals(root, 'green')).toEqual([]))

  it.each([
    ['', []],
    ['# None at the moment.\n', []],
    [
      '# Replaced.\n- Deployment/web # at last\n- "StatefulSet/thanos-store"\n',
      ['Deployment/web', 'StatefulSet/thanos-store'],
    ],
    ['[ClusterRole/system:reader.v1]\n', ['ClusterRole/system:reader.v1']],
  ])('lists objects: %j', (content, expected) => expect(problemsOf(content)).toEqual(expected))

  it.each([
    ['- Deployment/web\n- web\n', [['removals-invalid', '"web" is not a Kind/name.', 2, 3]]],
    ['- Deployment/Web\n', [['removals-invalid', '"Deployment/Web" is not a Kind/name.', 1, 3]]],
    [
      '- Deployment: web\n- 7\n',
      [
        ['removals-invalid', '{"Deployment":"web"} is not a Kind/name.', 1, 3],
        ['removals-invalid', '7 is not a Kind/name.', 2, 3],
      ],
    ],
    ['Deployment/web\n', [['removals-invalid', 'The file must be a list.', 1, 1]]],
  ])('refuses %j with the line and column', (content, expected) => expect(problemsOf(content)).toEqual(expected))

  it('refuses a file that is not YAML', () =>
    expect(problemsOf('- [\n')).toEqual([['yaml-syntax', expect.any(String), expect.any(Number), expect.any(Number)]]))
})
