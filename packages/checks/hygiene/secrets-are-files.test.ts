import { expect, it } from 'vitest'
import { problemsIn, workload } from '../engine/testing.ts'
import { secretsAreFiles } from './secrets-are-files.ts'

const problems = (name: string, source = 'secretKeyRef: {name: s, key: k}'): string[] =>
  problemsIn(secretsAreFiles, workload('a', `image: a:1\nenv: [{name: ${name}, valueFrom: {${source}}}]`))

it.each(['GF_SECURITY_ADMIN_PASSWORD', 'POSTGRES_PASSWORD', 'MINIO_ROOT_PASSWORD'])('reports %s', (name) =>
  expect(problems(name)).toEqual([
    `15: Deployment/a: container a reads ${name} from Secret/s into a variable, although the program can read a file.`,
  ]),
)

it('accepts variables without a variant for files', () => {
  expect(problems('AWS_SECRET_ACCESS_KEY')).toEqual([])
  expect(problems('GF_SERVER_DOMAIN', 'configMapKeyRef: {name: s, key: k}')).toEqual([])
})
