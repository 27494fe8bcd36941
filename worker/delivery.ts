export { Attempt, DeliveryService, delivery as default } from './wiring/delivery.ts'
