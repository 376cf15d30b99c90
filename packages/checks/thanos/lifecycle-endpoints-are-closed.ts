import { mappingOf } from '@thanos-gitops/manifest'
import {
  type Container,
  isOn,
  lastUse,
  lastValue,
  type Program,
  recognizeProgram,
  usesOf,
  valueOrDefault,
} from '@thanos-gitops/workloads'
import type { Check, CheckContext } from '../engine/check.ts'
import { flagPlace, programsOf } from '../engine/programs.ts'
import { hasFlag, programsNamed } from './components.ts'

// Of the programs that the checks recognize, only Prometheus has endpoints that stop it or delete data:
// prometheus web/web.go, thanos cmd/thanos/rule.go, alertmanager httpserver/httpserver.go.
export const lifecycleEndpointsAreClosed: Check = {
  name: 'lifecycle-endpoints-are-closed',
  question: 'security',
  severity: 'warning',
  why: 'With the lifecycle API, every client that can reach Prometheus can stop it: POST /-/quit. A NetworkPolicy cannot refuse that, because it allows ports and not paths, and the same port serves queries and metrics.',
  remedy: 'Remove --web.enable-lifecycle.',
  source: 'https://prometheus.io/docs/prometheus/latest/management_api/#quit',
  *run(context) {
    for (const prometheus of programsNamed(context, 'prometheus')) {
      const use = lastUse(prometheus, 'web.enable-lifecycle')
      if (use === undefined || use.isNegated || isProtected(context, prometheus)) continue
      const callers = reloadersOf(context, prometheus)
      const autoReload = autoReloadFlag(prometheus)
      // Without the flag, Prometheus would not read its configuration again.
      if (callers.length > 0 && (autoReload === undefined || callers.some(writesConfiguration))) continue
      yield {
        ...flagPlace(prometheus, use),
        message: `every client that can reach ${prometheus.container.workload.name} can stop it with POST /-/quit${callers.length === 0 ? ', and no container of the pod uses the lifecycle API' : ''}.`,
        ...(callers.length > 0 && {
          remedy: `Replace the flag by ${autoReload}, and remove what calls /-/reload: ${callers.map(remedyFor).join(', ')}.`,
        }),
      }
    }
  },
}

/** Whether the web server listens for the pod only, or its configuration may require a password or a certificate. */
function isProtected(context: CheckContext, prometheus: Program): boolean {
  const listeners = usesOf(prometheus, 'web.listen-address')
  if (
    listeners.length > 0 &&
    listeners.every(({ value }) => /^(localhost|127\.\d+\.\d+\.\d+|\[::1\]):/.test(value ?? ''))
  )
    return true
  const path = lastValue(prometheus, 'web.config.file')
  if (path === undefined || path === '') return false
  const document = context.documentAt(prometheus.container, path)
  if (document?.value === undefined) return true
  const { basic_auth_users: users, tls_server_config: tls } = mappingOf(document.value)
  return Object.keys(mappingOf(users)).length > 0 || /^Require/.test(String(mappingOf(tls).client_auth_type))
}

/** The containers of the pod that send a request to reload Prometheus. */
function reloadersOf(context: CheckContext, prometheus: Program): readonly Container[] {
  const { workload } = prometheus.container
  const sidecars = programsOf(context, workload).filter(
    (program) => program.command === 'sidecar' && isReloader(program),
  )
  const others = workload.containers.filter(
    (container) =>
      container !== prometheus.container &&
      (['prometheus-config-reloader', 'configmap-reload'].includes(recognizeProgram(container)?.name ?? '') ||
        container.arguments.some(({ text }) => text.includes('/-/reload'))),
  )
  return [...new Set([...sidecars.map(({ container }) => container), ...others])]
}

const isReloader = (sidecar: Program): boolean =>
  (hasFlag(sidecar, 'reloader.config-file') || hasFlag(sidecar, 'reloader.rule-dir')) &&
  (valueOrDefault(sidecar, 'reloader.method') ?? 'http') === 'http'

/** A container that writes the configuration of Prometheus from a template is needed, and it calls /-/reload each time. */
const writesConfiguration = ({ arguments: args }: Container): boolean =>
  args.some(({ flag }) => flag !== undefined && /config-envsubst-file$/.test(flag))

const remedyFor = (container: Container): string =>
  container.arguments.some(({ flag }) => flag?.startsWith('--reloader.') === true)
    ? `the --reloader flags of ${container.name}`
    : `the container ${container.name}`

/** The flag with which this version reads its configuration and rules again by itself: cmd/prometheus/main.go. */
function autoReloadFlag({ flags, isExact }: Program): string | undefined {
  if (!isExact) return undefined
  if ('config.auto-reload' in flags) return '--config.auto-reload'
  return 'config.auto-reload-interval' in flags ? '--enable-feature=auto-reload-config' : undefined
}

/** Whether Prometheus reads its configuration and rules again by itself. */
export const reloadsItself = (prometheus: Program): boolean =>
  isOn(prometheus, 'config.auto-reload') ||
  usesOf(prometheus, 'enable-feature').some(({ value }) => value?.split(',').includes('auto-reload-config'))
