import {
  type Environment,
  type ExternalUrlName,
  externalUrlNames,
  type MappingReader,
  type StringFormat,
} from '@thanos-gitops/manifest'
import { runbooksUrl } from './runbooks-url.ts'

// No braces, because the annotations of alerts are templates, and no quotes or spaces, because the addresses are arguments.
const address = String.raw`https?:\/\/[A-Za-z0-9][A-Za-z0-9.-]*(:\d{1,5})?`

/** The programs append paths to it. */
const pageUrl: StringFormat = {
  pattern: new RegExp(String.raw`^${address}(\/[\w.~%+-]+)*$`),
  description: 'an address that begins with https:// or http://, without a slash at the end, a user, ? or #',
  example: 'https://prometheus.example.com',
  remedy: (value) => {
    const trimmed = String(value).replace(/\/+$/, '')
    if (pageUrl.pattern.test(trimmed)) return `Remove the slash at the end: ${trimmed}`
    return pageUrl.pattern.test(`https://${trimmed}`) ? `Add the scheme: https://${trimmed}` : undefined
  },
}

/** Some hosts have the path of a file in the query: `…?version=GBmain&path=/base/runbooks`. */
const folderUrl: StringFormat = {
  ...pageUrl,
  pattern: new RegExp(String.raw`^${address}\/[\w.~%+\/:?=&#-]*[^\/\s{}"'\`$]$`),
  description: 'the address of the folder base/runbooks in the web pages of the repository, without a slash at the end',
  example: 'https://git.example.com/platform/thanos-gitops/src/branch/main/base/runbooks',
}

/** Reads `externalUrls`. `runbooks` follows from the address of the repository if it is not set. */
export function readExternalUrls(
  fields: MappingReader<'externalUrls'>,
  repository: unknown,
): NonNullable<Environment['externalUrls']> {
  const mapping = fields.mapping('externalUrls', externalUrlNames)
  const urls: Partial<Record<ExternalUrlName, string>> = { runbooks: runbooksUrl(repository) }
  for (const name of externalUrlNames) {
    const url = mapping?.string(name, name === 'runbooks' ? folderUrl : { ...pageUrl, example: exampleOf(name) })
    if (url !== undefined) urls[name] = url
  }
  return urls
}

const exampleOf = (name: string): string => pageUrl.example.replace('prometheus', name)
