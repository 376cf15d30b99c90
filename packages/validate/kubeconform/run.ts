import { execFile } from 'node:child_process'
import { Failure } from '@thanos-gitops/manifest'
import { schemaLocation } from './schemas.ts'

/** What kubeconform says of one YAML document. An `empty` one holds nothing but comments. */
export interface KubeconformResult {
  readonly filename: string
  readonly kind: string
  readonly name: string
  readonly status: 'valid' | 'invalid' | 'error' | 'skipped' | 'empty'
  readonly message: string
}

const timeout = 5 * 60_000

/**
 * Validates all manifests below the folders. Never goes to the network: the only schema location is the folder. A kind
 * without a file there is an error, as `-ignore-missing-schemas` is not given. Throws a Failure when kubeconform breaks down.
 */
export async function runKubeconform(
  tool: string,
  schemas: string,
  folders: readonly string[],
): Promise<KubeconformResult[]> {
  const options = ['-strict', '-verbose', '-summary', '-output', 'json', '-schema-location', schemaLocation]
  // A relative schema location, so that no character of the folder's path can mean something to the template or the URL.
  const { stdout, stderr, error } = await run(tool, [...options, '--', ...folders], schemas)
  try {
    return parseResults(stdout)
  } catch {
    throw new Failure({
      code: 'kubeconform-failed',
      severity: 'error',
      message: `kubeconform ended without a result: ${error?.message ?? 'its output is not JSON'}.`,
      remedy: `Run \`${tool} -v\`; remove node_modules/.cache/thanos-gitops/kubeconform if it is broken.`,
      ...((stderr || stdout) && { detail: (stderr || stdout).slice(0, 2000) }),
    })
  }
}

interface Output {
  readonly resources: readonly { filename: string; kind: string; name: string; status: string; msg: string }[]
}

export const parseResults = (output: string): KubeconformResult[] =>
  (JSON.parse(output) as Output).resources.map(({ filename, kind, name, status, msg }) => ({
    filename,
    kind,
    name,
    message: msg,
    status: status === '' ? 'empty' : (status.replace('status', '').toLowerCase() as KubeconformResult['status']),
  }))

/** Exit code 1 is how kubeconform says that something is invalid, so an error is no failure as long as there is output. */
const run = (
  tool: string,
  args: readonly string[],
  cwd: string,
): Promise<{ stdout: string; stderr: string; error: Error | null }> =>
  new Promise((resolve) => {
    execFile(tool, args, { cwd, timeout, maxBuffer: 2 ** 28 }, (error, stdout, stderr) =>
      resolve({ error, stdout, stderr }),
    )
  })
