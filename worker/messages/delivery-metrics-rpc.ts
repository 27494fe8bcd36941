/** What the app asks a destination's log about its metrics. */
export {
  METRIC_FIELDS,
  type MetricField,
  type MetricOutcome,
  type MetricsAnswer,
  type MetricsGroup,
  type MetricsQuestion,
} from '../domain/delivery-metrics/question.ts'
