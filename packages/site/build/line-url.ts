/** The pages of lines at hosts whose product their name shows. Other hosts have none: a guess would be a dead link. */
const hosts: readonly { readonly host: RegExp; readonly path: string }[] = [
  { host: /^github\.com$/, path: '/blob/{revision}/{file}#L{line}' },
  { host: /^(?:gitlab\.com|gitlab\..+)$/, path: '/-/blob/{revision}/{file}#L{line}' },
  { host: /^(?:codeberg\.org|(?:gitea|forgejo)\..+)$/, path: '/src/commit/{revision}/{file}#L{line}' },
  { host: /^bitbucket\.org$/, path: '/src/{revision}/{file}#lines-{line}' },
]

/**
 * The address of a line in a repository, with `{revision}`, `{file}` and `{line}`. Undefined if the host is not known.
 * @param repository `https://github.com/my-company/thanos-gitops.git`, `ssh://git@github.com/…` or `git@github.com:…`
 */
export function lineUrlOf(repository: string): string | undefined {
  const address = /^(?:(?:https|ssh):\/\/)?(?:[^@/]+@)?([a-z0-9.-]+)(?::\d+)?[/:]([\w./~-]+?)(?:\.git)?\/?$/i.exec(
    repository,
  )
  const [, host = '', path = ''] = address ?? []
  const known = hosts.find((one) => one.host.test(host.toLowerCase()))
  return known && `https://${host.toLowerCase()}/${path}${known.path}`
}
