import type { Destination } from '../destination.ts'
import { writeFiles } from './send.ts'
import { type S3Settings, s3Metadata } from './settings.ts'

export const s3: Destination<S3Settings> = { metadata: s3Metadata, send: writeFiles }
