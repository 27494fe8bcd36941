export { app as default } from './wiring/app.ts'
