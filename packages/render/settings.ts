/** What settings of `environment.yaml` can be, for commands that write them. */
export { completeIntegration } from './alerting/complete-integration.ts'
export { type Fields, receiverKinds } from './alerting/receiver-fields.ts'
export { isRequired, objectStorageProviders } from './environment/bucket-fields.ts'
export { formatsOfType } from './environment/bucket-formats.ts'
export { imageNamePattern } from './environment/image-name.ts'
export { objectStorageFormats } from './environment/load-object-storage.ts'
