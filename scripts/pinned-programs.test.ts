import { expect, it } from 'vitest'
import { pinnedPrograms, versionNote } from './pinned-programs.ts'

const { go, kind, flux, kubectl } = pinnedPrograms

it.each([
  ['go', go.version, `go version go${go.version} linux/amd64\n`],
  ['kind', kind.version, `kind ${kind.version} go1.26.8 linux/amd64\n`],
  ['flux', flux.version, `flux version ${flux.version.slice(1)}\n`],
  ['kubectl', kubectl.version, `Client Version: ${kubectl.version}\nKustomize Version: v5.8.1\n`],
])('the pinned version of %s needs no note', (name, version, output) =>
  expect(versionNote(name, version, output)).toBeUndefined(),
)

it.each([
  ['kind v0.32.0 go1.26.8 linux/amd64', '0.32.0'],
  ['kind v0.33.0-alpha+1 go1.26.8 linux/amd64', '0.33.0-alpha+1'],
  ['no number', 'of an unknown version'],
  ['', 'of an unknown version'],
])('%j is named', (output, version) =>
  expect(versionNote('kind', 'v0.33.0', output)).toBe(
    `Using kind ${version} from PATH; the pinned version is v0.33.0.`,
  ),
)
