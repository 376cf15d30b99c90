import { isObject } from '@thanos-gitops/manifest'

/** The folder with one page for each alert. */
export const runbooksFolder = 'base/runbooks'

/** How the web pages of a host address a file of a branch, below the address of the repository. */
const hosts: readonly { readonly pattern: RegExp; readonly folder: (branch: string) => string }[] = [
  { pattern: /(^|\.)github\./, folder: (branch) => `/blob/${branch}/${runbooksFolder}` },
  { pattern: /(^|\.)gitlab\./, folder: (branch) => `/-/blob/${branch}/${runbooksFolder}` },
  {
    pattern: /(^|\.)(gitea|forgejo|codeberg)\./,
    folder: (branch) => `/src/branch/${branch}/${runbooksFolder}`,
  },
  { pattern: /^bitbucket\.org$/, folder: (branch) => `/src/${branch}/${runbooksFolder}` },
  {
    pattern: /^dev\.azure\.com$/,
    folder: (branch) => `?version=GB${encodeURIComponent(branch)}&path=/${runbooksFolder}`,
  },
]

/**
 * The address of the folder with the runbooks, without a slash at the end: `/ThanosStoreIsDown.md` completes it.
 *
 * The name of a host shows which product it runs only in these cases. For any other host, the address opens the page of the
 * repository, and its fragment names the file. Without a repository, it is the path in the repository.
 *
 * @param settings the value of `delivery.yaml`
 */
export function runbooksUrl(settings: unknown): string {
  const { repository, branch = 'main' } = isObject(settings) ? settings : {}
  const page = typeof repository === 'string' ? pageOf(repository) : undefined
  if (page === undefined || typeof branch !== 'string') return runbooksFolder
  const host = hosts.find(({ pattern }) => pattern.test(page.host))
  const folder = host?.folder(branch.split('/').map(encodeURIComponent).join('/')) ?? `#${runbooksFolder}`
  return `https://${page.host}${page.port}${page.path}${folder}`
}

/** The web page of a repository. The port of SSH is not that of the web server. */
function pageOf(repository: string): { host: string; port: string; path: string } | undefined {
  const [, scheme, host, port = '', path] =
    /^(https|ssh):\/\/(?:[^@/]*@)?([\w.-]+)(:\d+)?\/([\w.~%+@:/-]+?)(?:\.git)?\/*$/.exec(repository) ?? []
  if (host === undefined || path === undefined) return undefined
  return { host: host.toLowerCase(), port: scheme === 'https' ? port : '', path: `/${path}` }
}
