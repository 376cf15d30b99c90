// The Go programs whose flags and metrics are in the catalogues, with the checksums of their modules.
import type { PinnedModule } from '@thanos-gitops/programs/go-module'

/** A module with the same sources at another path. */
export interface MovedModule {
  readonly from: string
  readonly to: string
  readonly version: string
  /** The lines of go.sum. */
  readonly sums: readonly string[]
}

export interface GoProgram {
  readonly module: string
  /** The version of the module. Prometheus 3.13.2 is the module version v0.313.2. */
  readonly moduleVersion: (version: string) => string
  /** The folder of the program in the module. */
  readonly folder: string
  /** False for a program that declares its flags with another library: they are not recorded. */
  readonly hasKingpin?: false
  /** Build tags: `remove_all_sd` builds Prometheus without the service discoveries of clouds, in a third of the time. */
  readonly tags: readonly string[]
  /** Files of the web interface that the program embeds and its module lacks. */
  readonly placeholders: readonly string[]
  /**
   * Files of the module with what the program serves at `/metrics` on other machines: the expectations of its own tests. They also
   * contain metrics that are not the program's, so only names with the prefix count.
   */
  readonly expositions?: { readonly files: readonly string[]; readonly prefix: string }
  /** Modules that some versions require and that can no longer be downloaded. */
  readonly movedModules?: readonly MovedModule[]
  /** The checksum of the module, as go.sum has it, by version of the program. */
  readonly sums: Readonly<Record<string, string>>
}

export const goPrograms: Readonly<Record<string, GoProgram>> = {
  thanos: {
    module: 'github.com/thanos-io/thanos',
    moduleVersion: (version) => `v${version}`,
    folder: 'cmd/thanos',
    tags: ['slicelabels'],
    placeholders: [],
    // The domain expired. Thanos 0.40 and later versions contain the same replacement.
    movedModules: [
      {
        from: 'zenhack.net/go/util',
        to: 'github.com/zenhack/go-util',
        version: 'v0.0.0-20231005031245-66f5419c2aea',
        sums: [
          'github.com/zenhack/go-util v0.0.0-20231005031245-66f5419c2aea h1:P6SFNzifgUpoc0pQ/bVYip295AE6YwSuhZOHwNNaJ08=',
          'github.com/zenhack/go-util v0.0.0-20231005031245-66f5419c2aea/go.mod h1:hMhiyrD0IUGocn7H8s4O6bTJExx/MfdnD19Kky17Gx0=',
        ],
      },
    ],
    sums: {
      '0.35.1': 'h1:j07RPGjAe0Bhe5ceO0mSRetdkCxzCznJXXRdQqGGyao=',
      '0.36.1': 'h1:NsUBsWkJcZ6Uo2VuEr06mZZ9YNMLGVA2sIGVu+LsrNU=',
      '0.37.2': 'h1:eCv5JfqM5BQ+9+hZXZPeNgsaJRxjW2uMhstacNso8ok=',
      '0.38.0': 'h1:rw+wBKmTG1XZcg6AR+NxEou6WUP4f2xlD0ML2WdqXD0=',
      '0.39.2': 'h1:edN03y7giEc6lD17HJhYcv8ELapXxElmhJnFIYJ2GqQ=',
      '0.40.1': 'h1:osjcmfQTXGoFeXTVLR56+RQo7bdtQmsNem73rflYwb0=',
      '0.41.0': 'h1:GDPGynjHBa8ORAX7DfluBFjHbMeY1BzjLTGdviFvo7Q=',
      '0.42.4': 'h1:Cs7iARVNKcgewjzAfpoFnscgfNi+XN8slcyW5e0ozWs=',
    },
  },
  prometheus: {
    module: 'github.com/prometheus/prometheus',
    moduleVersion: (version) =>
      version.replace(
        /^3\.(\d+)\.(\d+)$/,
        (_, minor: string, patch: string) => `v0.3${minor.padStart(2, '0')}.${patch}`,
      ),
    folder: 'cmd/prometheus',
    tags: [
      'remove_all_sd',
      ...['azure', 'consul', 'dns', 'kubernetes', 'linode', 'marathon', 'nomad', 'xds', 'zookeeper'].map(
        (name) => `enable_${name}_sd`,
      ),
    ],
    placeholders: [],
    sums: {
      '3.9.1': 'h1:jutK6eCYDpWdPTUbVbkcQsNCMO9CCkSwjQRMLds4jSo=',
      '3.10.0': 'h1:iS0Uul/dHjy8ifBnqo3YEOhRxlTOWantRoDWwmIowwA=',
      '3.11.3': 'h1:3IrVxQv6v5i/ZCGi6OrYeBhtCwaPTn6Z3DYruXoYm3M=',
      '3.12.0': 'h1:f9jdv2fQhQ1fks9a9YwlGZrKr4hih0rRP/rh0mu3Q18=',
      '3.13.2': 'h1:1EqGCHPc7wZPEHpoaaeIxDhMSRQTblZncR2cUXrMg2A=',
      '3.14.0': 'h1:YjsimqsIi6/mOtzZcrPEYUALO6zpfaht9O5sXqDz2vg=',
      '3.15.1': 'h1:ZXaNKyUO5szJhhw7gKiP6b2jpx1QkS0S3CI1R1bPqIA=',
      '3.16.0': 'h1:f1GRFerhTMKQma+awCoC9T820ecWeGSdF+xAlMHzZzM=',
    },
  },
  alertmanager: {
    module: 'github.com/prometheus/alertmanager',
    moduleVersion: (version) => `v${version}`,
    folder: 'cmd/alertmanager',
    tags: [],
    placeholders: ['ui/app/dist/index.html'],
    sums: {
      '0.29.0': 'h1:/ET4NmAGx2Dv9kStrXIBqBgHyiSgIk4OetY+hoZRfgc=',
      '0.30.1': 'h1:427prmCHuy1rMmV7fl/TVQFh5A/78XQ/Mp+TsswZNGM=',
      '0.31.1': 'h1:eAmIC42lzbWslHkMt693T36qdxfyZULswiHr681YS3Q=',
      '0.32.3': 'h1:SY+ShQ5JtGjVCz2MXhOa0fErliMlRi69FL6PalbIBOA=',
      '0.33.1': 'h1:PJHGvTdb8Q0ZEpJnWff120WxB2kxIScLa707AaIudTo=',
      '0.34.0': 'h1:z75n0NoypggESmt3HD4JlTXOaOZj1EBz1ACHO4Z6EUk=',
      '0.35.0': 'h1:nbXMjr+P2JaoFd7aHNDxKifEwTPN+TWxM0gNPonuH5w=',
    },
  },
  'kube-state-metrics': {
    module: 'k8s.io/kube-state-metrics/v2',
    moduleVersion: (version) => `v${version}`,
    folder: '.',
    hasKingpin: false,
    tags: [],
    placeholders: [],
    sums: {
      '2.18.0': 'h1:3T0ydK17wNf+uYyxaTMg0vM0lyqWMAv8xDqZjheMdxk=',
      '2.19.1': 'h1:WScqb3jYHZOTYwMvmrVWhTljBZk6m7S5ArxAakgvNts=',
    },
  },
  'node-exporter': {
    module: 'github.com/prometheus/node_exporter',
    moduleVersion: (version) => `v${version}`,
    folder: '.',
    tags: [],
    placeholders: [],
    // A machine with RAID arrays, bonded interfaces and many other devices.
    expositions: { files: ['collector/fixtures/e2e-output.txt'], prefix: 'node_' },
    sums: {
      '1.11.1': 'h1:8gvOkYwXa3naJ0yMBzuTUE3kytZdZqRMiDanZ4waC1o=',
      '1.12.1': 'h1:LzcZ6SqJRH2EULBz3Paa1t1uzQaaoo9domuz8FQDkiY=',
    },
  },
  'oauth2-proxy': {
    module: 'github.com/oauth2-proxy/oauth2-proxy/v7',
    moduleVersion: (version) => `v${version}`,
    folder: '.',
    hasKingpin: false,
    tags: [],
    placeholders: [],
    sums: {
      '7.15.6': 'h1:4xZOFvyGysSUxdrEVyLjo+NduqGHbGV9bLE8XD49IJM=',
    },
  },
}

/** The programs that declare their flags with kingpin. */
export const programsWithFlags: readonly string[] = Object.keys(goPrograms).filter(
  (program) => goPrograms[program]!.hasKingpin !== false,
)

/** The module of a version of a program; undefined if its checksum is not pinned. */
export function pinnedModule(program: string, version: string): PinnedModule | undefined {
  const { module, moduleVersion, sums } = goPrograms[program]!
  const sum = sums[version]
  return sum === undefined ? undefined : { module, version: moduleVersion(version), sum }
}
