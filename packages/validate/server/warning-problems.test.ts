import { expect, it } from 'vitest'
import { warningProblems } from './warning-problems.ts'

const object = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: { template: { spec: { containers: [{ name: 'web', ports: [{ name: 'a' }, { name: 'a' }] }] } } },
}
const problems = (...warnings: readonly string[]) => warningProblems(object, { verdict: 'accepted', warnings })

it('warningProblems has none for an object without warnings', () =>
  expect(warningProblems(object, { verdict: 'accepted' })).toEqual([]))

it('warningProblems has a warning at the field that the server names', () => {
  const warning = 'spec.template.spec.containers[0].ports[1]: duplicate port name "a"'
  expect(problems(warning, warning)).toMatchObject([
    {
      pointer: '/spec/template/spec/containers/0/ports/1',
      finding: {
        code: 'api-server-warns',
        severity: 'warning',
        message: `The API server warns about Deployment/web: ${warning}`,
      },
    },
  ])
})

it('warningProblems has a warning at the object if the server names no field', () =>
  expect(problems('would violate PodSecurity: privileged')).toMatchObject([{ pointer: '' }]))

it('warningProblems has an error for a workload whose pods the server refuses', () =>
  expect(problems('the pods of this template will be refused: maximum memory usage is 1Gi')).toMatchObject([
    {
      pointer: '/spec/template/spec',
      finding: {
        code: 'api-server-refuses-pods',
        severity: 'error',
        message: 'The API server refuses the pods of Deployment/web: maximum memory usage is 1Gi',
      },
    },
  ]))
