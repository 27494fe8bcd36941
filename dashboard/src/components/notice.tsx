export interface NoticeProps {
  title: string
  text: string
  onRetry: () => void
}

/** Something that could not be loaded, why, and a way on. */
export function Notice({ title, text, onRetry }: NoticeProps) {
  return (
    <div className="notice" role="alert">
      <p>
        <strong>{title}.</strong> {text}
      </p>
      <button type="button" className="quiet" onClick={onRetry}>
        Try again
      </button>
    </div>
  )
}
