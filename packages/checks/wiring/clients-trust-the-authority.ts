import type { Check, CheckContext, Problem } from '../engine/check.ts'
import { type Certificate, certificateAt, isPrivate } from '../http/certificates.ts'
import { isMissingFile } from '../http/missing-file.ts'
import { type Trust, trustsIn } from '../http/trust.ts'

export const clientsTrustTheAuthority: Check = {
  name: 'clients-trust-the-authority',
  question: 'addresses',
  severity: 'error',
  why: 'A client refuses a certificate whose authority it does not trust: "x509: certificate signed by unknown authority". A server that requires certificates refuses clients in the same way.',
  remedy: 'Set ca_file, or the flag that replaces it, to the ca.crt of the Secret that cert-manager writes.',
  source: 'https://cert-manager.io/docs/concepts/certificate/',
  *run(context) {
    const reported = new Set<string>()
    for (const trust of trustsIn(context)) {
      const certificate = certificateAt(context, trust.other.container, trust.other.certificate)
      const problem =
        missingProblem(context, trust) ??
        (certificate && (authorityProblem(context, trust, certificate) ?? usageProblem(trust, certificate)))
      // The servers of a client often have one authority.
      const key = `${trust.title} ${trust.place.pointer} ${problem?.key}`
      if (problem === undefined || reported.has(key)) continue
      reported.add(key)
      const { key: _, ...fields } = problem
      yield { ...trust.place, ...fields }
    }
  },
}

type Found = Pick<Problem, 'message' | 'remedy'> & { readonly key: string }

function missingProblem(context: CheckContext, { title, containers, authority }: Trust): Found | undefined {
  const path = authority
  if (path === undefined || !containers.some((container) => isMissingFile(context, container, path))) return undefined
  return {
    key: path,
    message: `no volume contains ${path}, the authority that ${title} trusts.`,
    remedy: `Mount the Secret with the certificate at ${path.slice(0, path.lastIndexOf('/')) || '/'}.`,
  }
}

function authorityProblem(
  context: CheckContext,
  { title, containers, authority, other }: Trust,
  certificate: Certificate,
): Found | undefined {
  if (authority === undefined)
    return isPrivate(certificate, context.clusterDomain)
      ? {
          key: 'none',
          message: `${title} trusts public authorities only, but ${certificate.issuer} signs the certificate of ${other.title} (${certificate.line}).`,
        }
      : undefined
  const trusted = containers.map((container) => certificateAt(context, container, authority))
  const wrong = trusted.find((one) => one !== undefined && one.issuer !== certificate.issuer)
  return wrong === undefined
    ? undefined
    : {
        key: certificate.issuer,
        message: `${title} trusts ${wrong.issuer} (${wrong.line}), but ${certificate.issuer} signs the certificate of ${other.title} (${certificate.line}).`,
        remedy: 'Let one issuer sign both certificates.',
      }
}

/** Without any extended usage, a certificate is for both ends. */
function usageProblem({ title, other }: Trust, { usages, line, object }: Certificate): Found | undefined {
  const { usage } = other
  const isForOther = ['server auth', 'client auth'].some((one) => one !== usage && usages.includes(one))
  if (usages.includes(usage) || !isForOther) return undefined
  return {
    key: usage,
    message: `${title} refuses the certificate of ${other.title}, which is not for ${usage} (${line}).`,
    remedy: `Add ${usage} to usages of Certificate/${object.object.metadata.name}.`,
  }
}
