// environments/upstream.yaml: where the repository comes from, and the version of thanos-gitops that it has.
import {
  Failure,
  type Finding,
  type Place,
  readOptionalFile,
  readSettings,
  readYaml,
  reportInto,
  type StringFormat,
} from '@thanos-gitops/manifest'
import { revisionName } from '@thanos-gitops/render'
import { stringify } from 'yaml'

export const originFile = 'environments/upstream.yaml'

export interface Origin {
  /** An address or a path that git can read. */
  readonly repository?: string
  /** A tag or a commit of that repository. */
  readonly version?: string
}

export const upstreamAddress: StringFormat = {
  // `ext::` and the like start programs, and - begins an option.
  pattern: /^(?!-)(?!\w+::)[^\s\p{C}]+$/u,
  description: 'the address of a git repository',
  example: 'https://github.com/example/thanos-gitops.git',
}

/** Whether an address is valid on other machines too, and not a path. */
export const isAddress = (address: string): boolean => /^(\w[\w+-]*:\/\/|[\w.-]+@[\w.-]+:)/.test(address)

/** An address without the name or token that HTTP would send: nothing secret is committed. */
export const withoutCredentials = (address: string): string => address.replace(/^(https?:\/\/)[^/@]*@/, '$1')

const version: StringFormat = { ...revisionName, description: 'a tag or a commit of thanos-gitops' }

const codes = { invalid: 'upstream-invalid', unknownKey: 'upstream-invalid' } as const

/** @throws Failure with all problems of the file; empty if it does not exist */
export function readOrigin(root: string): Origin {
  const content = readOptionalFile(root, originFile)
  if (content === undefined) return {}
  const source = readYaml(originFile, content)
  if (!('file' in source)) throw new Failure(source)
  const findings: Finding[] = []
  const fields = readSettings(source, 'Upstream', ['repository', 'version'], codes, reportInto(findings))
  const origin = {
    repository: fields?.string('repository', upstreamAddress),
    version: fields?.string('version', version),
  }
  if (findings.length > 0) throw new Failure(findings)
  return Object.fromEntries(Object.entries(origin).filter(([, value]) => value !== undefined))
}

/** The line of a key, for messages; that of the file if it lacks the key. */
export function placeInOrigin(root: string, key: keyof Origin): Place {
  const lines = (readOptionalFile(root, originFile) ?? '').split('\n')
  const index = lines.findIndex((line) => line.startsWith(`${key}:`))
  return index < 0 ? { file: originFile } : { file: originFile, line: index + 1, column: `${key}: `.length + 1 }
}

const template = `# The version of thanos-gitops that this repository has. \`npm run upgrade\` reads this file and updates version.
apiVersion: thanos-gitops/v1
kind: Upstream
`

/** The content of the file with other values. Comments stay. */
export function withOrigin(content: string | undefined, origin: Origin): string {
  return Object.entries(origin).reduce((text, [key, value]) => {
    const line = stringify({ [key]: value }).trimEnd()
    const present = new RegExp(`^${key}:[^#\\n]*?(?= *(?:#.*)?$)`, 'm')
    return present.test(text) ? text.replace(present, () => line) : `${text.trimEnd()}\n${line}\n`
  }, content ?? template)
}
