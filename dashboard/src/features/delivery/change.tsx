/** A difference to the window of the same length before, in words for those who do not see its place. */
export function Change({ value, text }: { value: number; text: string }) {
  return (
    <span title="Against the time of the same length before" className="whitespace-nowrap">
      <span aria-hidden="true">{value > 0 ? '▲ ' : value < 0 ? '▼ ' : ''}</span>
      {text}
      <span className="sr-only"> against the time of the same length before</span>
    </span>
  )
}
