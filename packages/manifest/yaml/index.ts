/**
 * Two readers and a writer, because people edit source files and Kubernetes reads manifests:
 *
 * | module | reads or writes | parser |
 * | --- | --- | --- |
 * | `read-source` | what people edit: environments, patches, policy, settings. YAML 1.2, with the place of every value | `yaml` |
 * | `read-manifests` | Kubernetes objects, rendered here or elsewhere. YAML 1.1 as kubectl and the API server read it | `block-yaml`, else `js-yaml` |
 * | `write` | manifests that YAML 1.1 and 1.2 readers read alike | none |
 *
 * `packages/render` also uses the `yaml` package: to edit source files in place (`edit/`), and to find the field of each line of a
 * document in a manifest (`explain/document-lines.ts`).
 *
 * `read-manifests` consists of `kubernetes-stream` (a file with several documents), `kubernetes-document` (one document),
 * `kubernetes-places` (line and column), `manifest-objects` and `duplicates`. `block-yaml` reads the form that programs write, in a fraction
 * of the time, and `block-places` finds places in it; its test compares both with `js-yaml`. `read-manifests` has an entry point of its own,
 * `@thanos-gitops/manifest/read`, because a render does not need it and `js-yaml` takes time to load.
 */
export * from './read-source.ts'
export type { SourceCredential } from './source-credentials.ts'
export * from './write.ts'
