import { expect, it } from 'vitest'
import { userCache } from './user-cache.ts'

const home = '/home/ada'

it.each([
  [{ platform: 'linux', env: {}, home }, '/home/ada/.cache/thanos-gitops/tools'],
  [{ platform: 'linux', env: { XDG_CACHE_HOME: '/var/cache/ada' }, home }, '/var/cache/ada/thanos-gitops/tools'],
  [{ platform: 'linux', env: { XDG_CACHE_HOME: '' }, home }, '/home/ada/.cache/thanos-gitops/tools'],
  [{ platform: 'darwin', env: { XDG_CACHE_HOME: '/ignored' }, home }, '/home/ada/Library/Caches/thanos-gitops/tools'],
  [{ platform: 'win32', env: { LOCALAPPDATA: '/data' }, home }, '/data/thanos-gitops/tools'],
  [{ platform: 'linux', env: { THANOS_GITOPS_CACHE: '/shared', XDG_CACHE_HOME: '/ignored' }, home }, '/shared/tools'],
])('%j keeps programs in %s', (machine, path) => expect(userCache('tools', machine).replaceAll('\\', '/')).toBe(path))
